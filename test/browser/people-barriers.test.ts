import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from './barriers.ts';
import { ANN, answerOne, BOB, gather } from './gather.ts';
import { hasChromium } from './open-browser.ts';
import { LAPTOP } from './visit.ts';

const SIZES = [LAPTOP.viewport, { width: 390, height: 844 }];
const PROBLEMS = ['denied', 'expired', 'forged', 'refused', 'unreachable', 'of-another-time'];

/** Milliseconds: a test looks at many pages, each at two sizes in two colours. */
const EACH = 300_000;

describe.skipIf(!hasChromium)('the pages about people', { timeout: EACH }, () => {
  const here = gather({ UNDO_SECONDS: '1' });
  const { arrive, signIn, signInHere } = here;
  let visitor: Page;
  beforeAll(async () => {
    visitor = await arrive();
  });

  /** At both sizes, in light and dark: what axe finds, and whatever is wider than the window. */
  async function expectNone(page: Page): Promise<void> {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await barriersOn(page)).toEqual([]);
      }
    }
    await page.setViewportSize(LAPTOP.viewport);
    await page.emulateMedia({ colorScheme: 'light' });
  }
  /** Ann in a browser of her own. */
  async function annArrives(): Promise<Page> {
    const ann = await arrive();
    await signIn(ann, ANN!);
    return ann;
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  it.each([
    ['/account', 'Nothing is kept of you'],
    ['/sign-in', 'On this computer'],
    ['/sign-in/here', 'This link no longer works'],
    ['/sign-in/here#nobody-has-this', 'This link no longer works'],
    ['/invitations', 'This invitation is not open'],
    ['/invitations#nobody-has-this', 'This invitation is not open'],
    ['/teams', 'Teams'],
    ['/teams/none', 'Team'],
    ['/organisations', 'Organisations'],
    ['/organisations/none', 'This does not exist here.'],
    ['/administration', 'Administration'],
    ['/audit', 'Audit log'],
  ])('put no barrier before a visitor: %s', async (path, heading) => {
    await visitor.goto('about:blank');
    await visitor.goto(path);
    await visitor.getByRole('heading', { name: heading }).waitFor();
    await expectNone(visitor);
  });

  it('say each problem of a sign-in in words, with the way out', async () => {
    const said = new Set<string>();
    for (const problem of PROBLEMS) {
      await visitor.goto(`/sign-in?problem=${problem}`);
      said.add((await visitor.locator('main').getByRole('alert').first().textContent())!.trim());
      await visitor.getByRole('button', { name: 'Sign in with' }).waitFor();
    }
    expect(said.size).toBe(PROBLEMS.length);
    await expectNone(visitor);
  });

  it('put no barrier before anybody while they load, and when they fail; and can be tried again', async () => {
    const held: (() => void)[] = [];
    await visitor.route('**/api/v1/organisations', async route => {
      await new Promise<void>(go => held.push(go));
      await route.abort('internetdisconnected');
    });
    await visitor.goto('/organisations');
    await visitor.locator('main .waiting').first().waitFor();
    await expectNone(visitor);
    // What may be sent twice is sent once more.
    for (let i = 0; i < 2; i++) {
      await expect.poll(() => held.length, { timeout: 10_000 }).toBe(i + 1);
      held[i]!();
    }
    await visitor.getByText('The server cannot be reached.').waitFor();
    await expectNone(visitor);
    await visitor.unroute('**/api/v1/organisations');
    await press(visitor, 'Try again');
    await visitor.getByText('There is no organisation yet.').waitFor();
  });

  it('put no barrier before a guest', async () => {
    const guest = await arrive();
    await answerOne(guest);
    await expect.poll(async () => (await here.whoIs(guest)).answers, { timeout: 30_000 }).toBe(1);
    await guest.goto('/account');
    await guest.getByRole('heading', { name: 'You are a guest here' }).waitFor();
    await expectNone(guest);
    await press(guest, 'Delete what is kept');
    await guest.getByRole('dialog').waitFor();
    await expectNone(guest);
    await press(guest, 'Cancel');
    await guest.goto('/sign-in');
    await guest.getByLabel('Keep the one answer').waitFor();
    await expectNone(guest);
  });

  it('put no barrier before who is signed in: account, sessions, keys, deleting', async () => {
    const ann = await annArrives();
    await ann.getByRole('button', { name: 'Make a key' }).waitFor();
    await expectNone(ann);
    await ann.getByRole('button', { name: 'Menu of Ann Mapper' }).click();
    await ann.getByRole('menu').waitFor();
    await expectNone(ann);
    await ann.keyboard.press('Escape');
    for (const name of ['Sign out everywhere', 'Delete the account…']) {
      await press(ann, name);
      await ann.getByRole('dialog').waitFor();
      await expectNone(ann);
      await press(ann, 'Cancel');
    }
    await press(ann, 'Make a key');
    await ann.getByLabel('Look at challenges').uncheck();
    await press(ann, 'Make the key');
    await ann.getByText('Choose at least one.').waitFor();
    await expectNone(ann);
    await ann.getByLabel('What it is for').fill('Nightly run');
    await ann.getByLabel('Look at challenges').check();
    await press(ann, 'Make the key');
    await ann.getByLabel('Your new key').waitFor();
    await expectNone(ann);
    await press(ann, 'I have kept it');
    await ann.getByRole('button', { name: 'Revoke' }).click();
    await ann.getByRole('dialog').waitFor();
    await expectNone(ann);
    await press(ann, 'Cancel');
    await ann.goto('/sign-in');
    await ann.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await expectNone(ann);
    await ann.goto('/administration');
    await ann.getByText('This page is for admins of this Jalon.').waitFor();
    await expectNone(ann);
  });

  it('put no barrier before teams', async () => {
    const ann = await annArrives();
    await ann.goto('/teams');
    await press(ann, 'Found a team');
    await ann.getByText('Give it a name.').waitFor();
    await expectNone(ann);
    await ann.getByLabel('Name').fill('Mappers of Rennes');
    await press(ann, 'Found a team');
    await ann.getByRole('heading', { name: 'Mappers of Rennes' }).waitFor();
    await press(ann, 'Make a link');
    const link = await ann.getByLabel('The link to send').inputValue();
    await expectNone(ann);
    await press(ann, 'Leave');
    await ann.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await ann.getByText('Nobody else leads this team.').waitFor();
    await expectNone(ann);
    const bob = await arrive();
    await bob.goto(link);
    await bob.getByRole('heading', { name: 'You are invited to the team Mappers of Rennes' }).waitFor();
    await expectNone(bob);
    await signIn(bob, BOB!, '/invitations');
    await bob.getByRole('button', { name: 'Accept' }).waitFor();
    await expectNone(bob);
    await press(bob, 'Accept');
    await bob.getByText('You are in. Welcome.').waitFor();
    await expectNone(bob);
    await bob.goto('/teams');
    await bob.getByRole('link', { name: 'Mappers of Rennes' }).waitFor();
    await expectNone(bob);
  });

  it('put no barrier before organisations, administration and the audit log', async () => {
    const admin = await arrive();
    await signInHere(admin);
    await admin.goto('/organisations');
    await admin.getByLabel('Name').fill('SDIS 35');
    await admin.getByLabel('Website').fill('http://sdis35.example');
    await press(admin, 'Found an organisation');
    await admin.getByText('An address begins with https://').waitFor();
    await expectNone(admin);
    await admin.getByLabel('Website').fill('https://sdis35.example');
    await press(admin, 'Found an organisation');
    await admin.getByRole('heading', { name: 'SDIS 35', level: 1 }).waitFor();
    await expectNone(admin);
    await press(admin, 'Make a link');
    await admin.getByLabel('The link to send').waitFor();
    await expectNone(admin);
    await press(admin, 'Dissolve the organisation');
    await admin.getByRole('dialog').waitFor();
    await expectNone(admin);
    await press(admin, 'Cancel');
    await admin.goto('/administration');
    await admin.getByLabel('Fire stations, sample').selectOption({ label: 'SDIS 35' });
    await admin.getByText('Saved.').waitFor();
    await expectNone(admin);
    await admin.goto('/audit');
    await admin.getByText('founded SDIS 35').waitFor();
    await expectNone(admin);
    await visitor.goto('/challenges/fire-stations-sample');
    await visitor.getByText('Whoever works for SDIS 35 can').waitFor();
    await expectNone(visitor);
  });

  it('move nothing once it is drawn', async () => {
    const ann = await annArrives();
    for (const path of ['/', '/account', '/teams', '/organisations']) {
      await ann.goto(path);
      await ann.locator('main h1').waitFor();
      await ann.getByRole('button', { name: 'Menu of' }).waitFor();
      await ann.waitForLoadState('networkidle');
      const moved = (await ann.evaluate(`new Promise(told => {
        let sum = 0;
        new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
          .observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => setTimeout(() => told(sum), 100));
      })`)) as number;
      expect(moved, path).toBeLessThan(0.02);
    }
  });

  it('can be used by keyboard alone, and always show where the focus is', async () => {
    const page = await arrive();
    const focused = async () =>
      (await page.evaluate(`(() => {
        const at = document.activeElement;
        const seen = [at, at.closest('label')].filter(Boolean).some(one => {
          const style = getComputedStyle(one);
          return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        });
        return { name: (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent).trim(), seen };
      })()`)) as { name: string; seen: boolean };
    /** Presses Tab until it is there. */
    async function tabTo(name: string): Promise<void> {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        const at = await focused();
        if (at.name.startsWith(name)) {
          // What the OAuth server draws is its own.
          if (page.url().startsWith(here.jalon.address)) expect(at.seen, name).toBe(true);
          return;
        }
      }
      throw new Error(`the keyboard does not reach ${name}`);
    }
    const { keyboard } = page;
    await page.goto('/');
    await page.locator('main h1').waitFor();
    await tabTo('Sign in');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await tabTo('Sign in with');
    await keyboard.press('Enter');
    await page.waitForURL(/\/oauth2\/authorize/);
    await tabTo('Ann Mapper');
    await tabTo('Allow');
    await keyboard.press('Enter');
    const button = page.getByRole('button', { name: 'Menu of Ann Mapper' });
    await button.waitFor();

    // The menu button, as WAI-ARIA describes it.
    await tabTo('Menu of Ann Mapper');
    expect(await button.getAttribute('aria-haspopup')).toBe('menu');
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    const walk: string[] = [];
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowDown', 'End', 'Home', 'o', 'ArrowUp']) {
      await keyboard.press(key);
      walk.push((await focused()).name);
    }
    expect(walk).toEqual(['Sign out', 'For you', 'Account', 'Sign out', 'For you', 'Organisations', 'Teams']);
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await keyboard.press('Escape');
    expect((await focused()).name).toBe('Menu of Ann Mapper');
    expect(await page.getByRole('menu').count()).toBe(0);
    await keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await keyboard.press('Tab');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await keyboard.press('Shift+Tab');
    expect((await focused()).name).toBe('Menu of Ann Mapper');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ann Mapper', level: 1 }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('panel');

    // A key, made, kept and revoked.
    await tabTo('Make a key');
    await keyboard.press('Enter');
    expect((await focused()).name).toBe('What it is for');
    await keyboard.press('Enter');
    await page.getByText('Give it a name.').waitFor();
    expect((await focused()).name).toBe('What it is for');
    await keyboard.type('By keyboard');
    await tabTo('Answer tasks');
    await keyboard.press('Space');
    await tabTo('Make the key');
    await keyboard.press('Enter');
    await page.getByLabel('Your new key').waitFor();
    expect((await focused()).name).toBe('Your new key');
    await tabTo('I have kept it');
    await keyboard.press('Enter');
    await page.getByText('looks, answers').waitFor();
    await expect.poll(async () => (await focused()).name).toBe('API keys');
    await tabTo('Revoke: By keyboard');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // The way back has the focus, and Escape is one, too.
    expect((await focused()).name).toBe('Cancel');
    await keyboard.press('Escape');
    // Not only hidden: the page hears of Escape a moment after the browser has closed the dialog.
    await page.waitForFunction('document.querySelector("dialog") === null');
    expect((await focused()).name).toBe('Revoke: By keyboard');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('Revoke');
    await keyboard.press('Enter');
    await page.getByText('By keyboard').first().waitFor({ state: 'detached' });

    // A team, founded and dissolved.
    await page.goto('/teams');
    await page.getByLabel('Name').waitFor();
    await tabTo('Name');
    await keyboard.type('Keyboards');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Keyboards', level: 1 }).waitFor();
    await tabTo('Dissolve the team');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('Dissolve the team');
    await keyboard.press('Enter');
    await page.getByText('The team is dissolved.').waitFor();
    await tabTo('Menu of Ann Mapper');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await page.getByText('You are signed out.').waitFor();
  });
});
