import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { leases } from '../../../../frontend/src/task/sitting/leases.ts';

/** What the server says to each request, the last one for ever. */
let says: (() => Response)[] = [];
let asked: string[] = [];
const ok =
  (seconds: number, changed: unknown = null) =>
  () =>
    Response.json({ task: 't', until: new Date(Date.now() + seconds * 1000).toISOString(), changed });
const problem = (status: number, code: string) => () =>
  new Response(JSON.stringify({ type: `/problems/${code}`, title: code, status, code }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

const until = (seconds: number) => ({ until: new Date(Date.now() + seconds * 1000).toISOString() });
let lost: string[] = [];
let changed: TaskView[] = [];
let held: ReturnType<typeof leases>;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  [says, asked, lost, changed] = [[], [], [], []];
  vi.stubGlobal('fetch', async (address: string, { method }: RequestInit) => {
    asked.push(`${method} ${address}`);
    return (says.length > 1 ? says.shift()! : says[0]!)();
  });
  held = leases({ lost: id => lost.push(id), changed: task => changed.push(task), isHidden: () => false });
});
afterEach(() => {
  held.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the leases of a page', () => {
  it('are renewed before they end, and a task that is shown late still has its own', async () => {
    says = [ok(300)];
    const fetched = { id: 't', claim: until(300) };
    held.hold(fetched);
    await vi.advanceTimersByTimeAsync(360_000);
    expect(asked.length).toBeGreaterThan(0);
    held.hold(fetched);
    expect(held.hasEnded('t')).toBe(false);
  });

  it.each([429, 500, 503])('outlive a server that answers %i for a while', async status => {
    says = [problem(status, 'later'), ok(300)];
    held.hold({ id: 't', claim: until(100) });
    await vi.advanceTimersByTimeAsync(70_000);
    expect(lost).toEqual([]);
    expect(asked.length).toBeGreaterThan(1);
    expect(held.hasEnded('t')).toBe(false);
  });

  it('are lost when the server gives the task no longer', async () => {
    says = [problem(409, 'held')];
    held.hold({ id: 't', claim: until(100) });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(lost).toEqual(['t']);
  });

  it('tell what has changed of a task that is held on', async () => {
    says = [ok(300, { id: 't', name: 'New' })];
    held.hold({ id: 't', claim: until(100) });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(changed).toEqual([{ id: 't', name: 'New' }]);
  });
});
