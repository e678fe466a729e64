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
    name: 'discover-filtered',
    who: 'visitor',
    reach: async ({ open, says }) => {
      await open('/?q=kazerne&topic=emergency&difficulty=medium');
      await says('1 challenge fits');
    },
  },
  {
    name: 'discover-nothing',
    who: 'visitor',
    reach: async ({ open, says }) => {
      await open('/?q=lighthouse');
      await says('No challenge fits what you look for.');
    },
  },
  {
    name: 'discover-nothing-here',
    who: 'visitor',
    reach: async ({ open, says }) => {
      await open('/?box=-40,30,-39.5,30.3');
      await says('Nothing is left here.');
    },
  },
  {
    name: 'discover-clusters',
    who: 'visitor',
    reach: async ({ open, page, says }) => {
      await page.route('**/api/v1/window?*', async route => {
        await route.continue({ url: `${route.request().url()}&most=10` });
      });
      await open('/');
      await says('Fire stations, sample');
      await page.locator('details', { hasText: 'as a list' }).locator('summary').click();
    },
  },
  {
    name: 'discover-busy',
    who: 'visitor',
    reach: async ({ open, page, says }) => {
      await page.route('**/api/v1/challenges', async route => {
        const response = await route.fetch();
        const all = (await response.json()) as object[];
        const lately = Array.from({ length: 30 }, (_, day) =>
          Math.round(6 + 5 * Math.sin(day / 2) + (day % 7)),
        );
        const json = all.map((one, i) => ({
          ...one,
          lately,
          secondsPerTask: 38,
          featured: i === 0,
          saved: i === 1,
        }));
        await route.fulfill({ response, json });
      });
      await open('/');
      await says('about 40 seconds a task');
    },
  },
  {
    name: 'challenge-route',
    who: 'visitor',
    reach: async ({ open, page, press, says }) => {
      await open(`/challenges/${STATIONS}`);
      await page.getByLabel('Next task').selectOption('route');
      await press('Draw on the map');
      await page.locator('.pointing').waitFor();
      for (const x of [60, 180, 300]) await page.mouse.click(x, 120 + x / 3);
      await says('3 corners');
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
    who: 'admin',
    reach: async ({ open, says }) => {
      await open(`/challenges/${STATIONS}`);
      await says('How to decide');
    },
  },
  {
    name: 'changes',
    who: 'reviewer',
    reach: async ({ open, main }) => {
      await open('/challenges/wells/changes');
      await main().locator('h1').waitFor();
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
