import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';
import { watch } from './watch.ts';

/** Milliseconds: an empty machine builds everything first. */
const START = 240_000;
const STOP = 60_000;

export const LAPTOP = { locale: 'en-GB', viewport: { width: 1280, height: 800 } } as const;
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** Requests that a service worker might answer are none that a test can stand in the way of. */
export const WITHOUT_WORKER = { serviceWorkers: 'block' } as const;

/** A Jalon and somebody's page on it for all tests of a `describe`; what goes wrong unseen is in `complaints`. */
export function visit(settings: Readonly<Record<string, string>>, person: BrowserContextOptions) {
  let jalon: Jalon;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    jalon = await startJalon(settings);
    browser = await openBrowser();
    context = await browser.newContext({ ...WITHOUT_WORKER, ...person });
    page = await context.newPage();
    watch(page, jalon.address, complaints);
  }, START);
  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
  }, STOP);

  return {
    complaints,
    get page() {
      return page;
    },
    get jalon() {
      return jalon;
    },
    open: (path: string) => page.goto(jalon.address + path),
    /** As this person is answered. */
    json: async <Body>(path: string) =>
      (await (await context.request.get(`${jalon.address}/api/v1${path}`)).json()) as Body,
  };
}
