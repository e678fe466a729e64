import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Me } from '../../backend/http/contract/me.ts';
import { type OsmOAuthServer, startOsmOAuth } from '../servers/osm-oauth.ts';
import { OAUTH_USERS } from '../servers/osm-oauth-desk.ts';
import { openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';
import { LAPTOP, WITHOUT_WORKER } from './visit.ts';
import { watch } from './watch.ts';

/** Milliseconds: an empty machine builds everything first. */
const START = 240_000;
const STOP = 60_000;

export const [ANN, BOB, CENEK] = OAUTH_USERS;
type User = (typeof OAUTH_USERS)[number];

/** A Jalon and an OAuth server for all tests of a `describe`, and any number of people with a browser each. */
export function gather(settings: Readonly<Record<string, string>> = {}) {
  let jalon: Jalon;
  let osm: OsmOAuthServer;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    osm = await startOsmOAuth();
    jalon = await startJalon({ OSM_SIGN_IN_URL: osm.url, OSM_CLIENT_ID: osm.app.id, ...settings });
    osm.app.redirectUris.push(`${jalon.address}/sign-in/callback`);
    browser = await openBrowser();
  }, START);
  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
    await osm?.close();
  }, STOP);

  /** Somebody with a browser of their own, who has never been here. */
  async function arrive(how: BrowserContextOptions = LAPTOP): Promise<Page> {
    const context = await browser.newContext({ ...WITHOUT_WORKER, baseURL: jalon.address, ...how });
    const page = await context.newPage();
    watch(page, jalon.address, complaints);
    return page;
  }

  /** On the OAuth server's page: says who it is, and allows it or not. */
  async function consent(page: Page, user: User, press: 'Allow' | 'Deny' = 'Allow'): Promise<void> {
    await page.waitForURL(/\/oauth2\/authorize/);
    await page.getByLabel(user.name).check();
    await page.getByRole('button', { name: press }).click();
  }

  /** Through the page, as a person does it. */
  async function signIn(page: Page, user: User, returnTo = '/account'): Promise<void> {
    await page.goto(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
    await page.getByRole('button', { name: 'Sign in with' }).click();
    await consent(page, user);
    await page.waitForURL(`**${returnTo}`);
    await page.getByRole('button', { name: 'Menu of' }).waitFor();
  }

  /** The link that was printed last. */
  function printedLink(): string {
    const link = [...jalon.said().matchAll(/Sign in on this computer: (\S+)/g)].at(-1)?.[1];
    if (!link) throw new Error(`Jalon printed no link: ${jalon.said()}`);
    return link;
  }

  return {
    complaints,
    arrive,
    consent,
    signIn,
    printedLink,
    get osm() {
      return osm;
    },
    get jalon() {
      return jalon;
    },
    /** Who the page's browser is to the server. */
    whoIs: async (page: Page): Promise<Me> => (await page.request.get('/api/v1/me')).json() as Promise<Me>,
    /** As the account of this computer, which is admin. */
    async signInHere(page: Page): Promise<void> {
      await page.goto('/sign-in');
      const before = printedLink();
      await page.getByRole('button', { name: 'Print a new link' }).click();
      await page.getByText('A new link stands in that window now.').waitFor();
      await expect.poll(printedLink, { timeout: 30_000 }).not.toBe(before);
      await page.goto(printedLink());
      await page.getByRole('button', { name: 'Menu of' }).waitFor();
    },
  };
}

/** Answers the first open task of the sample as a guest does: the answer is in its undo window then. */
export async function answerOne(page: Page): Promise<void> {
  await page.goto('/challenges/fire-stations-sample/task');
  await page.waitForURL(/task\/.+/);
  const first = page.url();
  const answered = page.waitForResponse(response => response.url().endsWith('/answers'));
  await page.getByRole('button', { name: 'I can’t tell' }).click();
  const terms = page.getByRole('button', { name: 'Agree and send' });
  await terms.or(page.getByText('Thank you, noted')).first().waitFor();
  if (await terms.isVisible()) await terms.click();
  await answered;
  await page.waitForURL(url => url.href !== first);
}
