import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ANN, answerOne, BOB, CENEK, gather } from './gather.ts';
import { keptRows } from './kept-rows.ts';
import { hasChromium } from './open-browser.ts';

const ANSWERS = '**/api/v1/tasks/*/answers';

describe.skipIf(!hasChromium)('an answer that could not be sent', { timeout: 180_000 }, () => {
  const here = gather({ UNDO_SECONDS: '1' });
  const { arrive, signIn, whoIs } = here;

  const waiting = async (page: Page) => (await keptRows(page, 'outbox')).length;
  const counted = async (page: Page) => (await whoIs(page)).answers;
  const refuse = (status: number, code: string, wait: number) => (route: Route) =>
    route.fulfill({
      status,
      headers: { 'retry-after': String(wait) },
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: `https://jalon.test/${code}`, title: code, status, code }),
    });
  /** As `answerOne`, while the server takes none. */
  async function answerInVain(page: Page, status: number, code: string, wait: number): Promise<void> {
    await page.route(ANSWERS, refuse(status, code, wait));
    await answerOne(page);
    await expect.poll(() => waiting(page)).toBe(1);
  }

  it('because of too many requests is kept, says how long, and goes when that time is over', async () => {
    const page = await arrive();
    let tries = 0;
    await page.route(ANSWERS, route =>
      ++tries < 3 ? refuse(429, 'too-many-requests', 2)(route) : route.continue(),
    );
    await answerOne(page);
    await page.getByText('It will be sent by itself in 2 seconds.').waitFor();
    await expect.poll(() => counted(page), { timeout: 60_000 }).toBe(1);
    expect([tries, await waiting(page)]).toEqual([3, 0]);
  });

  it.each([
    [503, 'database-away'],
    [500, 'internal'],
    [401, 'bad-key'],
    [408, 'timeout'],
  ])('because of %d is kept, and goes later', async (status, code) => {
    const page = await arrive();
    await answerInVain(page, status, code, 1);
    await page.unroute(ANSWERS);
    await expect.poll(() => counted(page), { timeout: 60_000 }).toBe(1);
    expect(await waiting(page)).toBe(0);
  });

  it('as the page said, is told when it goes, though another request found that nobody answers', async () => {
    const page = await arrive();
    let release = () => {};
    const told = new Promise<void>(resolve => {
      release = resolve;
    });
    await page.goto('/challenges/fire-stations-sample/task');
    await page.waitForURL(/task\/.+/);
    await page.waitForLoadState('networkidle');
    await page.route(ANSWERS, async route => {
      await told;
      await route.continue();
    });
    await page.route('**/api/v1/challenges/*/next', route => route.abort('internetdisconnected'));
    await page.getByRole('button', { name: 'I can’t tell' }).click();
    await page.getByRole('button', { name: 'Agree and send' }).click();
    await page.getByText('Offline. 1 answer waits').waitFor();
    release();
    await page.getByText('1 answer was sent.').waitFor();
    expect(await waiting(page)).toBe(0);
  });

  it('and is refused for good when it is sent, ends, and is told', async () => {
    const page = await arrive();
    await answerInVain(page, 503, 'database-away', 1);
    await page.unroute(ANSWERS);
    await page.route(ANSWERS, refuse(409, 'not-asked', 1));
    await page.getByText('This task asks for nothing any more.').waitFor();
    expect(await waiting(page)).toBe(0);
  });

  it('is the answer of who gave it: not of a guest, nor of another account that uses the browser next', async () => {
    const page = await arrive();
    await signIn(page, ANN!);
    await answerInVain(page, 503, 'database-away', 3600);
    await page.getByText('It will be sent by itself in 1 hour.').waitFor();
    await page.goto('/account');
    await page.getByRole('button', { name: 'Menu of Ann Mapper' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    let sent = 0;
    await page.unroute(ANSWERS);
    page.on('request', request => {
      if (request.url().endsWith('/answers')) sent++;
    });
    for (const look of [() => page.reload(), () => signIn(page, BOB!)]) {
      const asked = page.waitForResponse('**/api/v1/me');
      await look();
      await asked;
      await page.waitForLoadState('networkidle');
      await page.evaluate("dispatchEvent(new Event('online'))");
      await page.waitForLoadState('networkidle');
      expect([sent, await waiting(page)]).toEqual([0, 1]);
    }
    await page.goto('/account');
    await page.getByRole('button', { name: 'Menu of Bob' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await signIn(page, ANN!);
    await expect.poll(() => waiting(page)).toBe(0);
    expect(sent).toBe(1);
    await expect.poll(() => counted(page), { timeout: 60_000 }).toBe(1);
  });

  it('of a guest comes along into the account that the guest signs in with', async () => {
    const page = await arrive();
    await answerInVain(page, 503, 'database-away', 3600);
    await page.goto('/sign-in?returnTo=/account');
    await page.getByLabel('Keep the one answer given here').waitFor();
    await page.unroute(ANSWERS);
    const before = await beforehand(BOB!);
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await here.consent(page, BOB!);
    await page.waitForURL('**/account');
    await expect.poll(() => waiting(page)).toBe(0);
    await expect.poll(() => counted(page), { timeout: 60_000 }).toBe(before + 1);
  });

  it('of a guest is dropped when it is not to be kept, and the page says so before', async () => {
    const page = await arrive();
    await answerInVain(page, 503, 'database-away', 3600);
    await page.goto('/sign-in?returnTo=/account');
    await page.getByLabel('Keep the one answer given here').uncheck();
    await page.getByText('1 answer of yours has not been sent yet. It will be dropped.').waitFor();
    await page.unroute(ANSWERS);
    const before = await beforehand(BOB!);
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await here.consent(page, BOB!);
    await page.waitForURL('**/account');
    await page.getByText('You are signed in:').waitFor();
    await expect.poll(() => waiting(page)).toBe(0);
    expect(await counted(page)).toBe(before);
  });

  it('goes with the account that is deleted, and the page says so before', async () => {
    const page = await arrive();
    await signIn(page, CENEK!);
    await answerInVain(page, 503, 'database-away', 3600);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Delete the account…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 answer of yours has not been sent yet. It will be dropped.').waitFor();
    await dialog.getByLabel(`Type “${CENEK!.name}” to confirm`).fill(CENEK!.name);
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('It is deleted.').waitFor();
    expect(await waiting(page)).toBe(0);
  });

  /** What counts of them already, as another browser of theirs is told. */
  async function beforehand(user: NonNullable<typeof BOB>): Promise<number> {
    const other = await arrive();
    await signIn(other, user);
    return counted(other);
  }
});
