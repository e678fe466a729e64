import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TaskCollection, TaskView } from '../../backend/http/contract/task.ts';
import { hasChromium } from './open-browser.ts';
import { LAPTOP, visit } from './visit.ts';

const SAMPLE = 'fire-stations-sample';

describe.skipIf(!hasChromium)('a volunteer with a keyboard', () => {
  const visitor = visit({ UNDO_SECONDS: '1' }, { ...LAPTOP, acceptDownloads: true });
  const { complaints, json } = visitor;
  const question = () => visitor.page.locator('main h1');

  it('finds the challenge and starts', async () => {
    await visitor.open('/');
    const card = visitor.page.locator('article', { hasText: 'Fire stations, sample' });
    await card.getByText('Fictional sample').waitFor();
    await card.getByRole('link', { name: 'Start' }).click();
    await visitor.page.waitForURL(/\/challenges\/fire-stations-sample\/task\/.+/);
    await question().waitFor();
    expect(await visitor.page.title()).toContain('Jalon');
    await visitor.page.locator('.leaflet-marker-pane .pin').first().waitFor();
  });

  it('skips to the next task without a page load', async () => {
    await visitor.page.evaluate('window.sameDocument = true');
    const before = visitor.page.url();
    await visitor.page.keyboard.press('s');
    await visitor.page.waitForURL(url => url.href !== before);
    expect(await visitor.page.evaluate('window.sameDocument')).toBe(true);
  });

  it('signs in on this computer, to take the files for the map', async () => {
    await visitor.open(`/challenges/${SAMPLE}`);
    const [, token] = /sign-in\/here#(\S+)/.exec(visitor.jalon.said()) ?? [];
    await visitor.open(`/sign-in/here#${token}`);
    await visitor.page.getByText('You are signed in: This computer.').waitFor();
  });

  it('settles a moved station by two keys, sees the next task, and downloads the change', async () => {
    const moved = await movedNode();
    await visitor.open(`/challenges/${SAMPLE}/task/${moved.id}`);
    await question().getByText('Which is right?').waitFor();
    await visitor.page.locator('.length span', { hasText: /\d/ }).waitFor();

    await visitor.page.keyboard.press('1');
    await visitor.page.getByText('With your first answer').waitFor();
    const answered = visitor.page.waitForResponse('**/answers');
    await visitor.page.keyboard.press('Enter');
    if (moved.discrepancies.length > 1) {
      await visitor.page.getByText('What should OpenStreetMap say?').waitFor();
      await visitor.page.keyboard.press('Enter');
    }
    await visitor.page.waitForURL(url => !url.pathname.endsWith(moved.id));
    await question().waitFor();
    await visitor.page.getByText('Thank you, noted').waitFor();
    await answered;

    await visitor.open(`/challenges/${SAMPLE}/changes`);
    await visitor.page.getByRole('heading', { name: '1 change is ready' }).waitFor();
    const download = visitor.page.waitForEvent('download');
    await visitor.page.getByRole('link', { name: '.osc' }).click();
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

  it('sees, signed out, whose the files for the map are, and takes the others', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Menu of' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await visitor.open(`/challenges/${SAMPLE}/changes`);
    await page.getByText('Files for OpenStreetMap are for maintainers and admins of this Jalon.').waitFor();
    expect(await page.getByRole('link', { name: '.osc' }).count()).toBe(0);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: '.csv' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page.locator('main').getByRole('link', { name: 'Sign in' }).first().click();
    await page.waitForURL(url => url.searchParams.get('returnTo') === `/challenges/${SAMPLE}/changes`);
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
