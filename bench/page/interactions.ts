import type { CDPSession, Page } from 'playwright-core';

/** Milliseconds: events that are painted sooner are not told of, and a step is over so long after it. */
const LEAST = 16;
const SETTLES = 350;

/**
 * In the page: how long events took until what they changed was painted, to the 8 ms that browsers tell of, and until the work for
 * the next frame was done. Of a pointer that only moves browsers tell nothing; an event that shows nothing is painted for them
 * whenever something else is, so that what is told of a step after its end is left out: `since` is its beginning.
 */
export const TIMED = `window.timed = []; window.since = 0; new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (one.interactionId > 0 && one.startTime >= since) timed.push(one.duration);
  }).observe({ type: 'event', durationThreshold: ${LEAST} });
  for (const name of ['keydown', 'keyup', 'pointerdown', 'pointerup', 'click', 'mousemove'])
    addEventListener(name, ({ timeStamp }) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => timed.push(performance.now() - timeStamp);
      port2.postMessage(0);
    }), true);`;

/** What somebody does, and how long it took to be painted, ms. */
export type Interaction = Readonly<{ step: string; took: number }>;
export type Step = readonly [name: string, does: () => Promise<unknown>];

/** Does one thing after the other. `slower`: times that the processor is. */
export async function interactions(
  at: Page,
  cdp: CDPSession,
  steps: readonly Step[],
  slower: number,
): Promise<Interaction[]> {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const found: Interaction[] = [];
  for (const [step, does] of steps) {
    await at.evaluate('timed.length = 0; since = performance.now()');
    await does();
    await at.waitForTimeout(SETTLES * (slower > 1 ? 2 : 1));
    const took = (await at.evaluate('timed')) as number[];
    found.push({ step, took: Math.max(LEAST, ...took) });
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return found;
}
