import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskCollection, TaskView } from '../../backend/http/contract.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';

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
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const before = page.url();
    await page.keyboard.press('s');
    await page.waitForURL(url => url.href !== before);
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('settles a moved station by two keys, sees the next task, and downloads the change', async () => {
    const moved = await movedNode();
    await page.goto(`${jalon.address}/challenges/${SAMPLE}/task/${moved.id}`);
    await question().getByText('Which is right?').waitFor();
    await page.locator('.length', { hasText: /\d/ }).waitFor();

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

  it('can take an answer back within its time', async () => {
    const slow = await startJalon({ UNDO_SECONDS: '60' });
    try {
      const own = await browser.newContext({ locale: 'fr-BE', viewport: { width: 390, height: 844 } });
      const phone = await own.newPage();
      watch(phone, slow.address, complaints);
      await phone.goto(`${slow.address}/challenges/${SAMPLE}/task`);
      await phone.waitForURL(/task\/.+/);
      const first = phone.url();
      expect(await phone.getAttribute('html', 'lang')).toBe('fr');
      await phone.getByRole('button', { name: 'Je ne sais pas' }).click();
      await phone.getByRole('button', { name: 'Accepter et envoyer' }).click();
      await phone.waitForURL(url => url.href !== first);
      await phone.keyboard.press('u');
      await phone.waitForURL(first);
      await phone.getByRole('button', { name: 'Je ne sais pas' }).waitFor();
      await own.close();
    } finally {
      await slow.stop();
    }
  }, 240_000);

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

/** Everything that goes wrong but tiles, which a test machine may not reach. */
function watch(page: Page, address: string, complaints: string[]): void {
  page.on('pageerror', fault => complaints.push(`page: ${fault.message}`));
  page.on('console', message => {
    const isTile =
      !message.location().url.startsWith(address) && /^Failed to load resource/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isTile)
      complaints.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', request => {
    const aborted = request.failure()?.errorText === 'net::ERR_ABORTED';
    if (request.url().startsWith(address) && !aborted) complaints.push(`request: ${request.url()}`);
  });
  page.on('response', response => {
    if (response.url().startsWith(address) && response.status() >= 400)
      complaints.push(`${response.status()}: ${response.url()}`);
  });
}
