import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskCollection, TaskView } from '../../backend/http/contract.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';
import { watch } from './watch.ts';

const SAMPLE = 'fire-stations-sample';

describe.skipIf(!hasChromium)('a volunteer with a keyboard', () => {
  let jalon: Jalon;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    jalon = await startJalon({ UNDO_SECONDS: '1' });
    browser = await openBrowser();
    context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
      acceptDownloads: true,
    });
    page = await context.newPage();
    watch(page, jalon.address, complaints);
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
  }, 60_000);

  const question = () => page.locator('main h1');
  const json = async <Body>(path: string) =>
    (await (await context.request.get(`${jalon.address}/api/v1${path}`)).json()) as Body;

  it('finds the challenge and starts', async () => {
    await page.goto(jalon.address);
    const card = page.locator('article', { hasText: 'Fire stations, sample' });
    await card.getByText('Fictional sample').waitFor();
    await card.getByRole('link', { name: 'Start' }).click();
    await page.waitForURL(/\/challenges\/fire-stations-sample\/task\/.+/);
    await question().waitFor();
    expect(await page.title()).toContain('Jalon');
    await page.locator('.leaflet-marker-pane .pin').first().waitFor();
  });

  it('skips to the next task without a page load', async () => {
    await page.evaluate('window.sameDocument = true');
    const before = page.url();
    await page.keyboard.press('s');
    await page.waitForURL(url => url.href !== before);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  it('settles a moved station by two keys, sees the next task, and downloads the change', async () => {
    const moved = await movedNode();
    await page.goto(`${jalon.address}/challenges/${SAMPLE}/task/${moved.id}`);
    await question().getByText('Which is right?').waitFor();
    await page.locator('.length span', { hasText: /\d/ }).waitFor();

    await page.keyboard.press('1');
    await page.getByText('With your first answer').waitFor();
    await page.keyboard.press('Enter');
    if (moved.discrepancies.length > 1) {
      await page.getByText('What should OpenStreetMap say?').waitFor();
      await page.keyboard.press('Enter');
    }
    await page.waitForURL(url => !url.pathname.endsWith(moved.id));
    await question().waitFor();
    await page.getByText('Thank you, noted.').waitFor();

    await page.goto(`${jalon.address}/challenges/${SAMPLE}/changes`);
    await page.getByRole('heading', { name: '1 change is ready' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: '.osc' }).click();
    const osc = readFileSync(await (await download).path(), 'utf8');

    const node = moved.community!.id.replace('node/', '');
    const [lon, lat] = moved.official!.at;
    expect(osc).toMatch(/<osmChange[^>]*version="0.6"/);
    const edit = new RegExp(`<modify>[^]*<node id="${node}"[^>]*>`).exec(osc)?.[0] ?? '';
    expect(Number(/lat="([^"]+)"/.exec(edit)?.[1])).toBeCloseTo(lat, 6);
    expect(Number(/lon="([^"]+)"/.exec(edit)?.[1])).toBeCloseTo(lon, 6);
    for (const [key, value] of Object.entries(moved.community!.tags))
      expect(osc).toContain(`<tag k="${key}" v="${asXml(value)}"/>`);
  });

  it('is asked no more about what was settled', async () => {
    const open = await json<TaskCollection>(`/challenges/${SAMPLE}/tasks?state=open&kind=moved`);
    const settled = await json<TaskCollection>(`/challenges/${SAMPLE}/tasks?state=settled&kind=moved`);
    expect(settled.features).toHaveLength(1);
    expect(open.features.map(({ id }) => id)).not.toContain(settled.features[0]!.id);
  });

  it('met no error on the way', () => {
    expect(complaints).toEqual([]);
  });

  /** A station that both sides have as a point, and that the task wants nothing else of than its place and details. */
  async function movedNode(): Promise<TaskView> {
    const { features } = await json<TaskCollection>(`/challenges/${SAMPLE}/tasks?kind=moved`);
    for (const { id } of features) {
      const task = await json<TaskView>(`/tasks/${id}`);
      const simple = task.kinds.every(kind => kind === 'moved' || kind === 'tags-differ');
      if (simple && task.official && task.community?.id.startsWith('node/')) return task;
    }
    throw new Error('the sample has no moved node');
  }
});

const asXml = (text: string) => text.replace(/[&<>"]/g, sign => `&${NAMES[sign]};`);
const NAMES: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
