import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { connect } from '../../backend/store/connect.ts';
import { migrate } from '../../backend/store/schema/migrate.ts';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { startPostgres } from '../../test/servers/postgres.ts';
import { startJalon } from '../jalon-process.ts';
import { fillTown, TOWN } from './fill-town.ts';
import { type Interaction, interactions, type Step, TIMED } from './interactions.ts';
import { openUsual, type USUAL } from './usual-page.ts';

export const SIZES = {
  1280: { viewport: { width: 1280, height: 800 } },
  390: { viewport: { width: 390, height: 844 }, hasTouch: true },
} as const satisfies Record<number, BrowserContextOptions>;
export type Width = keyof typeof SIZES;

type Feature = readonly [lon: number, lat: number];
type Visit = Readonly<{ at: Page; cdp: CDPSession; isPhone: boolean }>;
/** One page with thousands of features in view. */
type Subject = Readonly<{ name: string; isOurs: boolean; visit: (visit: Visit) => Promise<readonly Step[]> }>;
export type Measured = Readonly<{
  subject: string;
  /** A page of Jalon, not the usual way. */
  isOurs: boolean;
  width: Width;
  slower: number;
  interactions: readonly Interaction[];
}>;

/** What is done to any map: `met`: what is there when the pointer is on a feature. */
function onMap({ at, isPhone }: Visit, met: string, [nearer, further]: readonly [string, string]): Step[] {
  const map = at.locator('.leaflet-container');
  const near = async (right: number, down: number): Promise<[number, number]> => {
    const box = (await map.boundingBox())!;
    return [box.x + box.width / 2 + right, box.y + box.height * 0.4 + down];
  };
  /** Goes around over the map, ever further out, until it meets a feature, or none. */
  const meet = async (from: number, wanted = 1): Promise<[number, number]> => {
    for (let step = 0; step < 80; step++) {
      const [right, down] = [4 * step * Math.cos(2.4 * step), 3.5 * step * Math.sin(2.4 * step)];
      const spot = await near(from + right, down);
      await at.mouse.move(...spot);
      if (Math.min(1, await at.locator(met).count()) === wanted) return spot;
    }
    throw new Error(`Nowhere ${wanted ? 'is there' : 'without'} ${met}`);
  };
  const arrows = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'].map(
    (key): Step => [`${key} on the map`, () => map.press(key)],
  );
  const zooms: Step[] = isPhone
    ? [
        ['+ on the map', () => map.press('+')],
        ['- on the map', () => map.press('-')],
      ]
    : [
        ['zoom button', () => at.click(nearer)],
        ['zoom button, back', () => at.click(further)],
      ];
  return [
    ...arrows,
    ...zooms,
    ...(isPhone ? [] : [-90, -30, 30, 90].map((from): Step => ['hover', () => meet(from)])),
    ...(isPhone
      ? [['tap on features', async () => at.touchscreen.tap(...(await near(20, 20)))] satisfies Step]
      : [
          ['click beside features', async () => at.mouse.click(...(await meet(0, 0)))] satisfies Step,
          ['click on a feature', async () => at.mouse.click(...(await meet(40)))] satisfies Step,
        ]),
  ];
}

/** Challenge and task page of a Jalon whose challenge `town` has these features. */
const ours = (address: string, count: number): Subject[] => [
  {
    name: 'challenge page',
    isOurs: true,
    async visit(visit) {
      const { at } = visit;
      // The page asks for clusters where there are more than 500.
      await at.route('**/window?*', route => route.continue({ url: `${route.request().url()}&most=5000` }));
      await at.goto(`${address}/challenges/town`);
      await at.getByText(`${count.toLocaleString('en')} places on this map, as a list`).waitFor();
      const list = at.locator('details', { hasText: 'as a list' });
      const steps = onMap(visit, '.on-one', ['.zoom button:first-child', '.zoom button:last-child']);
      return [
        ['open the list', () => list.locator('summary').click()],
        ['further rows of it', () => list.getByRole('button', { name: 'more' }).click()],
        ['close it', () => list.locator('summary').click()],
        ['dark', () => at.getByRole('button', { name: 'Use dark colours' }).click()],
        ['light', () => at.getByRole('button', { name: 'Use light colours' }).click()],
        // The last one, a click on a feature, leads to its task.
        ...steps,
      ];
    },
  },
  {
    name: 'task page',
    isOurs: true,
    async visit(visit) {
      const { at } = visit;
      await at.addInitScript(`localStorage.setItem('jalon.neighbours', 'on')`);
      await at.goto(`${address}/challenges/town/task`);
      await at.waitForURL(/task\/.+/);
      await at.waitForTimeout(3000);
      const map = at.locator('.leaflet-container');
      // Until all of the town is in view.
      for (let zoom = 0; zoom < (visit.isPhone ? 7 : 6); zoom++) {
        await map.press('-');
        await at.waitForTimeout(500);
      }
      const keys: Step[] = ['?', 'Escape', 'i', 'i', 'e', 'Escape', 'c', 'a', 'b', 'Escape'].map(key => [
        `key ${key}`,
        () => at.keyboard.press(key),
      ]);
      const pole: Step[] = [
        'key 3',
        ...['ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowDown'],
        'Escape',
        's',
        'u',
      ].map(key => [`key ${key}`, () => at.keyboard.press(key.replace('key ', ''))]);
      return [
        ...onMap(visit, '.leaflet-tooltip', ['.zoom button:first-child', '.zoom button:last-child']),
        ...keys,
        ...pole,
      ];
    },
  },
];

const usual = (how: keyof typeof USUAL, features: readonly Feature[]): Subject => ({
  name: how === 'markers' ? '5,000 L.marker' : '5,000 L.circleMarker, SVG',
  isOurs: false,
  async visit(visit) {
    await openUsual(visit.at, how, features);
    await visit.at.waitForTimeout(1500);
    return [
      ['open a menu', () => visit.at.click('#menu')],
      ['close it', () => visit.at.click('#menu')],
      ...onMap(visit, '.leaflet-interactive:hover', [
        '.leaflet-control-zoom-in',
        '.leaflet-control-zoom-out',
      ]),
    ];
  },
});

/** The same things done to each page, at two sizes, as fast as this machine is and four times slower. */
async function crowd(
  browser: Browser,
  address: string,
  features: readonly Feature[],
  quick: boolean,
): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const subject of [
    ...ours(address, features.length),
    usual('markers', features),
    usual('svg', features),
  ])
    for (const width of [1280, 390] as const)
      for (const slower of quick ? [1] : [1, 4]) {
        const context = await browser.newContext({
          ...SIZES[width],
          locale: 'en-GB',
          serviceWorkers: 'block',
        });
        try {
          const at = await context.newPage();
          await at.addInitScript(TIMED);
          const cdp = await context.newCDPSession(at);
          const steps = await subject.visit({ at, cdp, isPhone: width === 390 });
          all.push({
            subject: subject.name,
            isOurs: subject.isOurs,
            width,
            slower,
            interactions: await interactions(at, cdp, steps, slower),
          });
        } finally {
          await context.close();
        }
      }
  return all;
}

/** Features in view. */
const COUNT = 5000;

/** A Jalon with a town of tasks, and the usual pages with the same places. */
export async function measureCrowd(quick: boolean): Promise<Measured[]> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const store = connect(url, { max: 2 });
  await migrate(store);
  await fillTown(store, COUNT);
  await store.destroy();
  const jalon = await startJalon({ HOST: '127.0.0.1', DATABASE_URL: url });
  const browser = await openBrowser();
  try {
    const [lon, lat] = TOWN.at;
    const box = [lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2].join();
    const answer = await fetch(`${jalon.address}/api/v1/challenges/town/tasks?limit=${COUNT}&box=${box}`);
    const { features } = (await answer.json()) as { features: { geometry: { coordinates: Feature } }[] };
    return await crowd(
      browser,
      jalon.address,
      features.map(({ geometry }) => geometry.coordinates),
      quick,
    );
  } finally {
    await browser.close();
    await jalon.stop();
    await postgres.stop();
  }
}
