import type { Page } from 'playwright-core';
import type { Kind } from '../../backend/core/discrepancy/discrepancy.ts';
import type { TaskCollection } from '../../backend/http/contract/task.ts';

export const STATIONS = 'fire-stations-sample';
export const AIRPORTS = 'airports-sample';

/** Milliseconds until something that is waited for must be there. */
export const PATIENCE = 20_000;

/** Milliseconds that a task stays with somebody who left without a word. */
export const LEASE = 20_000;

/** Somebody in front of a page of a Jalon, and what they do there. */
export function visitorAt(page: Page, address: string) {
  page.setDefaultTimeout(PATIENCE);
  const main = () => page.locator('main');
  const json = async <Body>(path: string): Promise<Body> =>
    (await page.request.get(`${address}/api/v1${path}`)).json() as Promise<Body>;
  const open = async (path: string): Promise<void> => {
    await page.goto(address + path);
  };

  /** The n-th open task of a kind, those that ask least first. */
  async function openTask(kind: Kind, n = 0, challenge = STATIONS): Promise<void> {
    const { features } = await json<TaskCollection>(`/challenges/${challenge}/tasks?kind=${kind}&state=open`);
    const sorted = features.toSorted((a, b) => a.properties.kinds.length - b.properties.kinds.length);
    const until = Date.now() + LEASE;
    do
      for (const { id } of sorted.slice(n)) {
        await open(`/challenges/${challenge}/task/${id}`);
        await main().locator('h1').waitFor();
        // Somebody who was here before may still hold it.
        if ((await page.getByText('Others are at it now').count()) === 0) return;
      }
    while (Date.now() < until);
    throw new Error(`Every task of kind ${kind} is held.`);
  }

  return {
    page,
    main,
    json,
    open,
    openTask,
    press: (name: string | RegExp) =>
      page
        .getByRole('button', { name, exact: typeof name === 'string' })
        .first()
        .click(),
    says: (text: string | RegExp) => page.getByText(text).first().waitFor(),
  };
}
export type Visitor = ReturnType<typeof visitorAt>;
