import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt, SIZES, type Size } from '../states/look-at.ts';
import { type Kept, signedIn } from '../states/signed-in.ts';
import { STATES } from '../states/states.ts';
import { barriersOn } from './barriers.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';

/** Milliseconds: an empty machine builds everything first. */
const START = 240_000;
const EACH = 90_000;

describe.skipIf(!hasChromium)('every page in every state', { timeout: EACH }, () => {
  let jalon: Jalon;
  let browser: Browser;
  let staff: Kept;
  beforeAll(async () => {
    jalon = await startJalon({ UNDO_SECONDS: '60' });
    browser = await openBrowser();
    staff = await signedIn(browser, jalon);
  }, START);
  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
  }, START);

  it.each(STATES.flatMap(state => (Object.keys(SIZES) as Size[]).map(size => ({ state, size }))))(
    'puts no barrier before anyone and fits its window: $state.name on a $size',
    async ({ state, size }) => {
      await lookAt({ browser, jalon, staff }, state, size, async (page, scheme) => {
        const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect({ scheme, wider, barriers: await barriersOn(page) }).toEqual({
          scheme,
          wider: expect.toSatisfy((pixels: number) => pixels <= 0),
          barriers: [],
        });
      });
    },
  );
});
