import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountExport } from '../../backend/http/contract/account-export.ts';
import type { TaskView } from '../../backend/http/contract/task.ts';
import { type Cuttable, startCuttable } from '../servers/cuttable.ts';
import { type JalonProcess, jalonProcess } from '../servers/jalon-process.ts';
import { keptRows } from './kept-rows.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { LAPTOP } from './visit.ts';

const TASKS = '/challenges/fire-stations-sample/task';

describe.skipIf(!hasChromium)('a volunteer in a train', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-offline-'));
  let jalon: JalonProcess;
  let network: Cuttable;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  async function start(): Promise<void> {
    jalon = jalonProcess('npm start', { HOST: '127.0.0.1', DATA_DIR: folder, UNDO_SECONDS: '30' });
    network.lead(await jalon.ready);
  }
  beforeAll(async () => {
    network = await startCuttable();
    await start();
    browser = await openBrowser();
    context = await browser.newContext({ ...LAPTOP, baseURL: network.address });
    page = await newPage();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await network?.close();
    await jalon?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  async function newPage(): Promise<Page> {
    const opened = await context.newPage();
    opened.on('pageerror', fault => faults.push(fault.message));
    return opened;
  }
  const line = (of = page) => of.locator('.bar .line');
  const taskOf = (of = page) => new URL(of.url()).pathname.split('/').at(-1)!;
  const ahead = async () =>
    (await keptRows<{ task: { id: string } }>(page, 'ahead')).map(({ task }) => task.id);

  const drafts = async () =>
    (await keptRows<{ making: { comment: string } }>(page, 'drafts')).map(({ making }) => making.comment);

  /** As one who cannot tell what is asked, which every task lets them say. @returns the task that was answered */
  async function answer(of = page): Promise<string> {
    const task = taskOf(of);
    const button = of.locator('.choices button', { hasText: 'I can’t tell' });
    const skip = of.getByRole('button', { name: 'Skip' });
    await skip.waitFor();
    // A task that has just come in another's place is not answered by a key pressed twice.
    await expect
      .poll(async () => {
        if (taskOf(of) === task) await button.click({ timeout: 1000 }).catch(() => {});
        const terms = of.getByRole('button', { name: 'Agree and send' });
        if (await terms.isVisible()) await terms.click();
        return taskOf(of);
      })
      .not.toBe(task);
    return task;
  }
  /** What the database has of this person. */
  async function stored(): Promise<string[]> {
    const response = await context.request.get('/api/v1/me/export');
    if (!response.ok()) throw new Error(`${response.status()} ${await response.text()}`);
    const { answers } = (await response.json()) as AccountExport;
    return answers.map(({ task }) => task).sort();
  }
  const given: string[] = [];
  /** Asked as often as a poll does: exports are few. */
  async function isThere(task: string): Promise<boolean> {
    const response = await context.request.get(`/api/v1/tasks/${task}`);
    return response.ok() && ((await response.json()) as TaskView).answer !== null;
  }
  async function isAllThere(): Promise<void> {
    for (const task of given) await expect.poll(() => isThere(task), { timeout: 30_000 }).toBe(true);
    expect(await stored()).toEqual([...given].sort());
  }

  it('opens the page once with a network, and has the next tasks and the whole interface then', async () => {
    await page.goto(TASKS);
    await page.waitForURL(/task\/.+/);
    given.push(await answer());
    await expect.poll(async () => (await ahead()).length).toBeGreaterThan(4);
    await page.evaluate('navigator.serviceWorker.ready');
    expect(await page.evaluate('caches.keys().then(names => names.length)')).toBe(1);
    await isAllThere();
  });

  it('answers two without a network, and is told that they wait', async () => {
    network.cut();
    given.push(await answer());
    await line().getByText('Offline. 1 answer waits').waitFor();
    given.push(await answer());
    await line().getByText('Offline. 2 answers wait').waitFor();
  });

  it('says of one that waits that it is answered, and goes on', async () => {
    await page.goto(`${TASKS}/${given.at(-1)}`);
    await page.getByText('You have answered that one').waitFor();
    await expect.poll(() => given.includes(taskOf())).toBe(false);
  });

  it('finds, when the page is loaded again, the next task, its picture, and the words that were begun', async () => {
    const here = taskOf();
    await page.keyboard.press('c');
    await page.locator('textarea').fill('There is a sign: closed');
    await expect.poll(drafts).toContain('There is a sign: closed');
    await page.reload();
    await page.locator('.leaflet-marker-pane .pin').first().waitFor();
    expect(taskOf()).toBe(here);
    expect(await page.locator('textarea').inputValue()).toBe('There is a sign: closed');
    await line().getByText('Offline. 2 answers wait').waitFor();
    expect(await page.title()).toContain('Jalon');
  });

  it('opens another page of the interface, and the first one, too', async () => {
    const other = await newPage();
    await other.goto(TASKS);
    await other.waitForURL(/task\/.+/);
    expect(given).not.toContain(taskOf(other));
    await other.close();
  });

  it('has every answer stored once when the network is back, though the server was started anew meanwhile', async () => {
    await jalon.stop('SIGKILL');
    const starting = start();
    given.push(await answer());
    await starting;
    network.mend();
    await page.evaluate("dispatchEvent(new Event('online'))");
    await isAllThere();
    await line().getByText('Offline').waitFor({ state: 'detached' });
    await page.getByText('3 answers were sent.').waitFor();
    expect(await keptRows(page, 'outbox')).toEqual([]);
  });

  it('tries once more where the network comes back while a try is under way', async () => {
    let fail = (): void => {};
    const held = new Promise<void>(open => {
      fail = open;
    });
    let tries = 0;
    await page.route('**/answers', async route => {
      if (++tries > 1) return route.continue();
      await held;
      return route.abort();
    });
    given.push(await answer());
    await expect.poll(() => tries).toBe(1);
    await page.evaluate("dispatchEvent(new Event('online'))");
    fail();
    // The pause after a try in vain is longer.
    await expect.poll(() => keptRows(page, 'outbox'), { timeout: 10_000 }).toEqual([]);
    await isAllThere();
    await page.unroute('**/answers');
  });

  it('does not ask without a pause where only answers fail', async () => {
    let tries = 0;
    await page.route('**/answers', route => {
      tries++;
      return route.abort();
    });
    given.push(await answer());
    await expect.poll(() => tries).toBeGreaterThan(0);
    await page.waitForTimeout(3_000);
    expect(tries).toBeLessThan(4);
    await page.unroute('**/answers');
    await page.evaluate("dispatchEvent(new Event('online'))");
    await isAllThere();
  });

  it('sends from two tabs at once, each answer once', async () => {
    const other = await newPage();
    await other.goto(TASKS);
    await other.waitForURL(/task\/.+/);
    network.cut();
    given.push(await answer(), await answer(other));
    await line().getByText('Offline. 2 answers wait').waitFor();
    await line(other).getByText('Offline. 2 answers wait').waitFor();
    network.mend();
    network.seen.length = 0;
    for (const one of [page, other]) await one.evaluate("dispatchEvent(new Event('online'))");
    await isAllThere();
    const posts = network.seen.filter(request => request.endsWith('/answers'));
    expect(posts).toHaveLength(2);
    expect(new Set(posts).size).toBe(2);
    await other.close();
  });

  it('takes back without a network what was not sent, and what was sent as soon as there is one', async () => {
    const sent = await answer();
    await expect.poll(() => isThere(sent)).toBe(true);
    network.cut();
    const waiting = await answer();
    await line().getByText('Offline. 1 answer waits').waitFor();
    const shown = taskOf();
    await page.keyboard.press('u');
    await expect.poll(() => taskOf()).toBe(waiting);
    await page.keyboard.press('u');
    await expect.poll(() => taskOf()).toBe(sent);
    network.mend();
    await page.evaluate("dispatchEvent(new Event('online'))");
    await expect.poll(() => keptRows(page, 'outbox')).toEqual([]);
    const response = await context.request.get('/api/v1/me/export');
    const { answers } = (await response.json()) as AccountExport;
    const standing = answers.filter(({ state }) => state !== 'undone').map(({ task }) => task);
    expect(standing).not.toContain(sent);
    expect(standing).not.toContain(waiting);
    expect(standing.sort()).toEqual([...given].sort());
    expect(taskOf()).not.toBe(shown);
  });

  it('is told of a new build, which comes when it is wanted, and what was begun is there again', async () => {
    const here = taskOf();
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.locator('textarea').fill('Half a sentence');
    await expect.poll(drafts).toContain('Half a sentence');
    network.rename('00000000000000aa');
    await page.evaluate('navigator.serviceWorker.getRegistration().then(one => one.update())');
    await line().getByText('A new version is ready.').waitFor();
    expect(await page.getAttribute('meta[name=build]', 'content')).not.toBe('00000000000000aa');
    const loaded = page.waitForEvent('load');
    await line().getByRole('button', { name: 'Load it' }).click();
    await loaded;
    await page.locator('textarea').waitFor();
    expect(await page.getAttribute('meta[name=build]', 'content')).toBe('00000000000000aa');
    expect([taskOf(), await page.locator('textarea').inputValue()]).toEqual([here, 'Half a sentence']);
    await line().getByText('A new version').waitFor({ state: 'detached' });
  });

  it('who signs out leaves nothing of theirs behind, offline and online', async () => {
    const link = [...jalon.said.out.matchAll(/#(\S+)/g)].at(-1)?.[1];
    await page.goto(`/sign-in/here#${link}`);
    await page.getByText('You are signed in: This computer.').waitFor();
    await page.goto(TASKS);
    await page.waitForURL(/task\/.+/);
    await expect.poll(async () => (await ahead()).length).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Menu of' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await expect.poll(ahead).toEqual([]);
    const copies = await keptRows<{ person: string | null }>(page, 'copies');
    expect(copies.filter(({ person }) => person !== null)).toEqual([]);
    network.cut();
    await page.goto(TASKS);
    await page.getByText('No more tasks are here without the network.').waitFor();
    expect(await page.getByRole('button', { name: 'Menu of' }).count()).toBe(0);
    network.mend();
    await page.evaluate("dispatchEvent(new Event('online'))");
    await page.waitForURL(/task\/.+/);
  });

  it('met no error of the page on the way', () => {
    expect(faults).toEqual([]);
  });
});
