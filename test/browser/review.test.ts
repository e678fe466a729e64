import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { type Serving, serve, type Visitor } from '../http/serve.ts';
import { signedInVisitor } from '../http/signed-in.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { barriersOn } from './barriers.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { LAPTOP, PHONE } from './visit.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describe.skipIf(!hasChromium)('where three people said three things', () => {
  let opened: EmptyStore;
  let app: Serving;
  let browser: Browser;
  let people: readonly Visitor[];
  let rita: Visitor;
  let now = new Date(Date.now() - 3_600_000);

  async function answer(person: Visitor, task: string, lon: number, comment?: string): Promise<void> {
    const position = { at: [lon, 50.0001], origin: { from: 'observation' } };
    const { status } = await person.post(`/api/v1/tasks/${task}/answers`, {
      ...{ requestId: randomUUID(), factsDigest: `digest-${task}`, acceptTerms: true },
      answer: { say: 'fix', fix: { position }, comment },
    });
    expect(status).toBe(201);
    now = new Date(now.getTime() + 61_000);
    await settle(opened.store, now);
  }
  async function pageOf(person: Visitor, how: typeof LAPTOP | typeof PHONE, path: string): Promise<Page> {
    const context = await browser.newContext({ ...how, locale: 'en-GB' });
    const [name = '', value = ''] = person.cookie.split('=');
    await context.addCookies([{ name, value, url: app.url }]);
    const page = await context.newPage();
    await page.goto(app.url + path);
    return page;
  }
  const stateOf = async (task: string) => {
    const query = opened.store.selectFrom('tasks').select(['state', 'outcome', 'settlement']);
    return query.where('id', '=', task).executeTakeFirstOrThrow();
  };

  beforeAll(async () => {
    opened = await emptyStore();
    const { store } = opened;
    app = await serve({ store, now: () => now, frontend: join(projectRoot, 'dist/frontend') });
    browser = await openBrowser();
    await seedChallenge(store, testChallenge('wells', { needed: 2 }));
    for (const [i, task] of ['t1', 't2', 't3'].entries())
      await seedTask(store, 'wells', task, movedFinding(String(i), [4.1 + i / 100, 50]));
    people = [
      await signedInVisitor(app.url, store, [], 'Ann'),
      await signedInVisitor(app.url, store, [], 'Bob'),
      await signedInVisitor(app.url, store, [], 'Cleo'),
    ];
    rita = await signedInVisitor(app.url, store, [{ role: 'reviewer' }], 'Rita');
    for (const [i, task] of ['t1', 't2'].entries())
      for (const [j, person] of people.entries())
        await answer(person, task, (4100 + i * 10 + j * 2) / 1000, `said <i>${j}</i>`);
    for (const person of people.slice(0, 2)) await answer(person, 't3', 4.12);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await opened?.close();
  });

  it('a reviewer lets one answer stand by keyboard, and the next comes without a page load', async () => {
    const page = await pageOf(rita, LAPTOP, '/challenges/wells/review');
    await page.getByText('said <i>1</i>').first().waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.evaluate('globalThis.stayed = true');
    await page.keyboard.press('2');
    await page.getByText('Answer B stands').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Which answer stands?').waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    await page.getByText('1 / 2').waitFor();
    expect(await page.evaluate('globalThis.stayed')).toBe(true);
    expect(await stateOf('t1')).toMatchObject({
      state: 'settled',
      outcome: 'fixed',
      settlement: { fix: { position: { at: [4.102, 50.0001] } } },
    });
    await page.context().close();
  });

  it('a reviewer sends one back by thumb, with a reason, and nothing is left', async () => {
    const page = await pageOf(rita, PHONE, '/challenges/wells/review');
    await page.getByRole('button', { name: 'Ask again' }).tap();
    await page.getByLabel('Why? Those who took part read it').fill('Look at the round wall');
    await page.getByRole('button', { name: 'Ask again' }).tap();
    await page.getByRole('heading', { name: 'Nothing waits for a reviewer' }).waitFor();
    expect(await stateOf('t2')).toMatchObject({ state: 'open', outcome: null });
    await page.context().close();
  });

  it('those who took part talk about what is settled, and who is mentioned finds it', async () => {
    const [ann, bob] = people;
    const page = await pageOf(ann!, LAPTOP, '/challenges/wells/task/t3');
    const field = page.getByLabel('To those who took part');
    await field.pressSequentially('Thank you @');
    await page.getByRole('option', { name: 'answered this task' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('Thank you @B ');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you @B').waitFor();
    expect(await field.inputValue()).toBe('');
    await page.context().close();
    const bobs = await pageOf(bob!, PHONE, '/for-you');
    await bobs.getByText('Ann mentioned you').waitFor();
    expect(await barriersOn(bobs)).toEqual([]);
    await bobs.getByRole('button', { name: 'Menu of Bob, 1 new mention' }).waitFor();
    await bobs.getByRole('button', { name: 'Mark as read' }).tap();
    await bobs.getByRole('button', { name: 'Menu of Bob', exact: true }).waitFor();
    await bobs.context().close();
  });
});
