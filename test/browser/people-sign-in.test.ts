import { createHash } from 'node:crypto';
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pressConsent } from '../servers/press-consent.ts';
import { ANN, answerOne, BOB, CENEK, gather } from './gather.ts';
import { hasChromium } from './open-browser.ts';

const CHALLENGE = '/challenges/fire-stations-sample';

describe.skipIf(!hasChromium)('somebody who signs in with OpenStreetMap', () => {
  const here = gather({ UNDO_SECONDS: '1' });
  const { arrive, consent, signIn, whoIs } = here;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const isSignedIn = async (page: Page) => (await whoIs(page)).account !== null;

  /** Its undo window has ended. */
  const counted = (page: Page) =>
    expect.poll(async () => (await whoIs(page)).answers, { timeout: 30_000 }).toBe(1);

  /** Up to the OAuth server's page. */
  async function begin(page: Page, returnTo = '/account'): Promise<void> {
    await page.goto(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await page.waitForURL(/\/oauth2\/authorize/);
  }

  it('is asked by that server for no more than who they are, with PKCE, and comes back to where they were', async () => {
    const page = await arrive();
    await page.goto(CHALLENGE);
    await page.locator('header').getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.getByRole('button', { name: `Sign in with ${new URL(here.osm.url).host}` }).click();
    await consent(page, ANN!);
    await page.waitForURL(`**${CHALLENGE}`);
    await page.getByText('You are signed in: Ann Mapper.').waitFor();
    const asked = here.osm.asked.find(one => one.path === '/oauth2/authorize' && one.method === 'GET');
    expect(asked?.query).toMatchObject({ scope: 'read_prefs', code_challenge_method: 'S256' });
    const { code_verifier: verifier = '' } =
      here.osm.asked.find(one => one.path === '/oauth2/token')?.form ?? {};
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked?.query['code_challenge']);
    expect(here.complaints).toEqual([]);
  });

  it('keeps what they answered as a guest', async () => {
    const page = await arrive();
    await answerOne(page);
    await counted(page);
    const guest = (await whoIs(page)).id;
    await page.goto('/account');
    await page.getByRole('heading', { name: 'You are a guest here' }).waitFor();
    await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
    expect(await page.getByLabel('Keep the one answer given here').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await consent(page, BOB!);
    await page.waitForURL('**/account');
    await page.getByText('1 answer of yours counts.').waitFor();
    await page.getByText('What you answered here came along.').waitFor();
    expect((await whoIs(page)).id).toBe(guest);
  });

  it('leaves a guest what was somebody else’s', async () => {
    const page = await arrive();
    await answerOne(page);
    await counted(page);
    await page.goto('/sign-in?returnTo=/account');
    await page.getByLabel('Keep the one answer').uncheck();
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await consent(page, CENEK!);
    await page.waitForURL('**/account');
    await page.getByText('0 answers of yours count.').waitFor();
  });

  it('may say no, is told so in words, and can say yes after all', async () => {
    const page = await arrive();
    await begin(page, CHALLENGE);
    await consent(page, ANN!, 'Deny');
    await page.waitForURL('**/sign-in?problem=denied');
    await page.getByText('You did not allow Jalon to know who you are').waitFor();
    expect(await isSignedIn(page)).toBe(false);
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await consent(page, ANN!);
    await page.waitForURL(`**${CHALLENGE}`);
    expect(await isSignedIn(page)).toBe(true);
  });

  it('is not signed in by a code that has expired', async () => {
    const page = await arrive();
    await begin(page);
    here.osm.codeSeconds = 0;
    await consent(page, ANN!);
    await page.waitForURL(/\/sign-in\?problem=/);
    here.osm.codeSeconds = 600;
    await page.getByText('Please begin again').waitFor();
    expect(await isSignedIn(page)).toBe(false);
  });

  it('is signed in by a code once, and by an address that was sent to them never', async () => {
    const page = await arrive();
    const returned = page.waitForRequest(request => request.url().includes('/sign-in/callback?'));
    await begin(page);
    await consent(page, ANN!);
    const address = (await returned).url();
    await page.waitForURL('**/account');
    await page.getByRole('button', { name: 'Menu of' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.goto(address);
    await page.getByText('was not begun in this browser').waitFor();
    expect(await isSignedIn(page)).toBe(false);
    const other = await arrive();
    await other.goto('/sign-in/callback?code=somebody&state=forged');
    await other.getByText('was not begun in this browser').waitFor();
    expect(await isSignedIn(other)).toBe(false);
  });

  it('is not signed in by a sign-in that somebody else began', async () => {
    const [attacker, victim] = [await arrive(), await arrive()];
    await begin(attacker);
    await victim.goto(await pressConsent(attacker.url(), { as: CENEK!.id }));
    await victim.getByText('was not begun in this browser').waitFor();
    expect(await isSignedIn(victim)).toBe(false);
  });

  it('is told when the server does not answer, and when it answers nonsense', async () => {
    const page = await arrive();
    for (const [fault, words] of [
      [{ kind: 'no-connection' }, 'did not answer'],
      [{ kind: 'garbage' }, /refused to say who you are|did not answer/],
    ] as const) {
      here.osm.faults.token = fault;
      await begin(page);
      await consent(page, ANN!);
      await page.getByText(words).waitFor();
      delete here.osm.faults.token;
      expect(await isSignedIn(page)).toBe(false);
    }
  });

  it('stays signed out, though the page had asked before who this is, and is answered after it', async () => {
    const page = await arrive();
    await signIn(page, BOB!);
    const held: Route[] = [];
    await page.route('**/api/v1/me', route => void held.push(route));
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await expect.poll(() => held.length).toBe(1);
    // It is answered late, with what was true when it was asked.
    const before = await held[0]!.fetch();
    await page.getByRole('button', { name: 'Menu of Bob' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect.poll(() => held.length).toBe(2);
    await held[1]!.continue();
    await page.getByText('You are signed out.').waitFor();
    const late = page.waitForResponse('**/api/v1/me');
    await held[0]!.fulfill({ response: before });
    await late;
    await page.locator('header').getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await page.getByRole('button', { name: 'Menu of' }).count()).toBe(0);
  });

  it('is told how long to wait where too much was asked for', async () => {
    const page = await arrive();
    await page.goto('/sign-in');
    await page.route('**/api/v1/sign-in', route =>
      route.fulfill({
        status: 429,
        headers: { 'retry-after': '600' },
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'about:blank', title: 'No', status: 429, code: 'too-many-requests' }),
      }),
    );
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await page.getByText('You can go on in 10 minutes.').waitFor();
  });

  it('signs out everywhere: the other browser is out at once, and is told so with the way back', async () => {
    const [first, second] = [await arrive(), await arrive()];
    await signIn(first, CENEK!);
    await signIn(second, CENEK!);
    await second.getByText('this browser').waitFor();
    await first.reload();
    await press(first, 'Sign out everywhere');
    await first.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await first.getByText('You are signed out in every browser.').waitFor();
    expect([await isSignedIn(first), await isSignedIn(second)]).toEqual([false, false]);
    await press(second, 'Make a key');
    await second.getByLabel('What it is for').fill('Too late');
    await press(second, 'Make the key');
    await second.locator('header').getByRole('link', { name: 'Sign in' }).waitFor();
    await second.getByRole('heading', { name: 'Nothing is kept of you' }).waitFor();
  });

  it('ends one session of several, from another', async () => {
    const [laptop, phone] = [await arrive(), await arrive()];
    await signIn(phone, BOB!);
    await signIn(laptop, BOB!);
    const rows = laptop.locator('section', { hasText: 'Where you are signed in' }).locator('li');
    await rows.nth(1).waitFor();
    const before = await rows.count();
    // The latest used first: this one, then the phone.
    await laptop.getByRole('button', { name: 'Sign out there' }).first().click();
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(before - 1);
    expect(await laptop.evaluate('document.activeElement.textContent')).toBe('Where you are signed in');
    expect([await isSignedIn(laptop), await isSignedIn(phone)]).toEqual([true, false]);
  });

  it('shows a name as it is, whatever stands in it', async () => {
    const page = await arrive();
    let ran = false;
    page.on('dialog', dialog => {
      ran = true;
      void dialog.dismiss();
    });
    await signIn(page, BOB!);
    await page.getByRole('heading', { name: 'Bob <script>alert(1)</script>' }).waitFor();
    expect(ran).toBe(false);
  });

  it('takes everything along as a file, deletes the account by its name, and is somebody new the next time', async () => {
    const page = await arrive();
    await signIn(page, ANN!);
    const before = await whoIs(page);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download everything' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.json$/);
    await press(page, 'Delete the account…');
    const dialog = page.getByRole('dialog');
    const yes = dialog.getByRole('button', { name: 'Delete for good' });
    expect(await yes.isDisabled()).toBe(true);
    await dialog.getByLabel('Type “Ann Mapper” to confirm').fill('Ann');
    expect(await yes.isDisabled()).toBe(true);
    await dialog.getByLabel('Type “Ann Mapper” to confirm').fill('Ann Mapper');
    await yes.click();
    await page.getByText('It is deleted.').waitFor();
    expect(await isSignedIn(page)).toBe(false);
    await signIn(page, ANN!);
    const after = await whoIs(page);
    expect(after.id).not.toBe(before.id);
    expect(after.answers).toBe(0);
    expect(after.roles).toEqual([]);
  });
});
