import type { State } from './state.ts';
import { STATIONS } from './visitor.ts';

/** Where work is found. */
export const STATES_OF_FINDING: readonly State[] = [
  {
    name: 'discover',
    who: 'visitor',
    reach: async ({ open, says }) => {
      await open('/');
      await says('Fire stations, sample');
    },
  },
  {
    name: 'discover-failed',
    who: 'visitor',
    reach: async ({ open, page, main }) => {
      await page.route('**/api/v1/challenges*', route => route.abort('internetdisconnected'));
      await open('/');
      await main().locator('.failed').waitFor();
    },
  },
  {
    name: 'challenge-loading',
    who: 'visitor',
    reach: async ({ open, page }) => {
      await page.route(`**/api/v1/challenges/${STATIONS}`, () => new Promise(() => {}));
      await open(`/challenges/${STATIONS}`);
      await page.locator('.waiting').waitFor();
    },
  },
  {
    name: 'challenge',
    who: 'visitor',
    reach: async ({ open, says }) => {
      await open(`/challenges/${STATIONS}`);
      await says('How to decide');
    },
  },
  {
    name: 'challenge-of-staff',
    who: 'signed-in',
    reach: async ({ open, says }) => {
      await open(`/challenges/${STATIONS}`);
      await says('How to decide');
    },
  },
  {
    name: 'changes-empty',
    who: 'visitor',
    reach: async ({ open, says }) => {
      await open(`/challenges/${STATIONS}/changes`);
      await says('No changes yet');
    },
  },
  {
    name: 'nowhere',
    who: 'visitor',
    reach: async ({ open, main }) => {
      await open('/nowhere');
      await main().locator('h1').waitFor();
    },
  },
];
