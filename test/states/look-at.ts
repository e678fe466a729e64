import type { Page } from 'playwright-core';
import { WITHOUT_WORKER } from '../browser/visit.ts';
import type { Scene } from './scene.ts';
import type { State } from './state.ts';
import { visitorAt } from './visitor.ts';

export const SIZES = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof SIZES;
export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Leads somebody with a browser of their own to a state, and shows it in light and in dark. */
export async function lookAt(
  { browser, addressFor, keptOf }: Scene,
  state: State,
  size: Size,
  seen: (page: Page, scheme: Scheme) => Promise<void>,
): Promise<void> {
  const kept = keptOf(state.who);
  const context = await browser.newContext({
    ...WITHOUT_WORKER,
    viewport: SIZES[size],
    hasTouch: size === 'phone',
    locale: 'en-GB',
    colorScheme: 'light',
    ...(kept && { storageState: kept }),
  });
  try {
    const page = await context.newPage();
    await state.reach(visitorAt(page, addressFor(state.who)));
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await settled(page);
      await seen(page, colorScheme);
    }
    // Gives back what it held, for which its browser must live a little longer.
    await page.goto('about:blank');
    await page.waitForTimeout(PARTING);
  } finally {
    await context.close();
  }
}

/** Milliseconds in which what a page says while it is left goes out. */
const PARTING = 300;
/** Milliseconds; a page that waits for ever never rests. */
const REST = 3000;

/** Until the map stands and nothing fades any more; what breathes for ever is let be. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: REST }).catch(() => undefined);
  await page.evaluate('document.fonts.ready.then(() => null)');
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime !== Infinity)
    .map(one => one.finished)).then(() => null)`);
}
