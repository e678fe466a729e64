import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt, SIZES, type Size } from '../states/look-at.ts';
import { openScene, type Scene } from '../states/scene.ts';
import { STATES } from '../states/states.ts';
import { barriersOn } from './barriers.ts';
import { hasChromium } from './open-browser.ts';

/** Milliseconds: an empty machine builds everything first. */
const START = 240_000;
const EACH = 90_000;

describe.skipIf(!hasChromium)('every page in every state', { timeout: EACH }, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene();
  }, START);
  afterAll(() => scene?.close(), START);

  it('has a name of its own', () => {
    const names = STATES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(STATES.flatMap(state => (Object.keys(SIZES) as Size[]).map(size => ({ state, size }))))(
    'puts no barrier before anyone and fits its window: $state.name on a $size',
    async ({ state, size }) => {
      await lookAt(scene, state, size, async (page, scheme) => {
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
