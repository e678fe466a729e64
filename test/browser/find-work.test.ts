import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { hasChromium } from './open-browser.ts';
import { spotsOnMap } from './spots-on-map.ts';
import { LAPTOP, PHONE, visit } from './visit.ts';

const SAMPLE = 'fire-stations-sample';
/** In the middle of the fictional stations. */
const THERE = { latitude: 50.3, longitude: 4.9 };
const cards = (page: Page) => page.locator('article h2');
const nextOf = (page: Page, order: string) =>
  page.waitForRequest(
    request =>
      request.url().endsWith('/next') && (request.postDataJSON() as { order: string }).order === order,
  );

describe.skipIf(!hasChromium)('somebody with a keyboard who looks for work', () => {
  const visitor = visit({}, { ...LAPTOP, geolocation: THERE, permissions: ['geolocation'] });

  it('finds a challenge by a word in another language; the address says it, and the way back undoes it', async () => {
    const { page } = visitor;
    await visitor.open('/');
    await cards(page).first().waitFor();
    expect(await cards(page).count()).toBe(2);
    await page.getByLabel('Search challenges').focus();
    await page.keyboard.type('FEUERWACHE');
    await page.waitForURL(/\?q=FEUERWACHE$/);
    await page.getByText('1 challenge fits').waitFor();
    for (const title of await cards(page).allTextContents()) expect(title).toContain('Fire stations');
    await page.goBack();
    await page.waitForURL(url => url.search === '');
    await cards(page).nth(1).waitFor();
  });

  it('asks once what lies on a map that rests', async () => {
    const { page } = visitor;
    // What the page before still asks for is none of this one's.
    await page.goto('about:blank');
    const asked: string[] = [];
    page.on('request', request => {
      if (request.url().includes('/window?')) asked.push(request.url());
    });
    await visitor.open('/');
    await cards(page).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('opens a link with filters, and clears them where nothing fits', async () => {
    const { page } = visitor;
    await visitor.open('/?topic=transport&kind=misclassified');
    await page.getByText('1 challenge fits').waitFor();
    expect(await page.getByLabel('Topic').inputValue()).toBe('transport');
    await page.getByLabel('Topic').selectOption('leisure');
    await page.getByText('No challenge fits what you look for.').waitFor();
    await page.locator('.none').getByRole('button', { name: 'Clear the filters' }).press('Enter');
    await page.waitForURL(url => url.search === '');
    await cards(page).nth(1).waitFor();
  });

  it('begins with the kind that was looked for, and is told when there is no more of it', async () => {
    const { page } = visitor;
    await visitor.open('/?kind=duplicate');
    const asked: unknown[] = [];
    page.on('request', request => {
      if (request.url().endsWith('/next')) asked.push((request.postDataJSON() as { kinds?: unknown }).kinds);
    });
    await page.getByRole('link', { name: 'Start' }).first().click();
    await page.waitForURL(/\/task\/.+\?kind=duplicate$/);
    expect(asked[0]).toEqual(['duplicate']);
    const none = page.getByText('No more of “There twice” here: now the others.');
    for (let times = 0; times < 9 && (await none.count()) === 0; times++) {
      await page.waitForTimeout(400);
      await page.keyboard.press('s');
      await page.waitForTimeout(400);
    }
    await none.waitFor();
    expect(asked.at(-1)).toBeUndefined();
  });

  it('reads what the map shows as a list, zooms into a cluster by it, and opens a task', async () => {
    const { page } = visitor;
    await page.route('**/api/v1/window?*', route =>
      route.continue({ url: `${route.request().url()}&most=20` }),
    );
    /** degrees */
    const widths: number[] = [];
    page.on('request', request => {
      const [west, , east] = (new URL(request.url()).searchParams.get('box') ?? '').split(',').map(Number);
      if (east !== undefined && west !== undefined) widths.push(east - west);
    });
    await visitor.open('/');
    const list = page.locator('details', { hasText: 'as a list' });
    await list.locator('summary').press('Enter');
    for (let times = 0; times < 2; times++) {
      const before = Math.min(...widths);
      // The list is made anew by every answer: what had the key may be gone by then.
      await vi.waitFor(
        async () => {
          await list.getByRole('button', { name: 'zoom in' }).first().press('Enter');
          await expect.poll(() => Math.min(...widths), { timeout: 5_000 }).toBeLessThan(before);
        },
        { timeout: 30_000 },
      );
    }
    await page.unroute('**/api/v1/window?*');
    await visitor.open('/');
    await list.locator('summary').press('Enter');
    await list.getByRole('link').first().press('Enter');
    await page.waitForURL(/\/task\/.+/);
    await page.goBack();
    await list.getByRole('link').first().waitFor();
  });

  it('meets a place by the pointer: its name, and a click leads to it; a cluster comes nearer', async () => {
    const { page } = visitor;
    const here = () => visitor.open(`/challenges/${SAMPLE}`);
    const task = (await spotsOnMap(page, here)).find(({ of }) => 'id' in of && of.name);
    if (!task || !('id' in task.of)) throw new Error('The map shows no task with a name');
    await page.mouse.move(...task.spot);
    await page.locator('.leaflet-tooltip', { hasText: task.of.name! }).waitFor();
    await page.mouse.click(...task.spot);
    await page.waitForURL(`**/task/${task.of.id}`);
    await page.route('**/window?*', route => route.continue({ url: `${route.request().url()}&most=5` }));
    const cluster = (await spotsOnMap(page, here)).find(({ of }) => 'count' in of);
    const nearer = page.waitForRequest(/\/window\?/);
    await page.mouse.click(...cluster!.spot);
    await nearer;
    await page.unroute('**/window?*');
  });

  it('asks where they are only when they press for it, and begins with what is near', async () => {
    const { page } = visitor;
    await visitor.open('/');
    await cards(page).first().waitFor();
    const near = page.waitForRequest(request => {
      const [west, south, east, north] = (new URL(request.url()).searchParams.get('box') ?? '')
        .split(',')
        .map(Number);
      const holds = west! < THERE.longitude && THERE.longitude < east! && south! < THERE.latitude;
      return holds && THERE.latitude < north! && east! - west! < 2;
    });
    await page.getByRole('button', { name: 'Near me' }).press('Enter');
    await near;
    const claimed = nextOf(page, 'nearest');
    await page
      .locator('article', { hasText: 'Fire stations, sample' })
      .getByRole('link', { name: 'Start' })
      .press('Enter');
    expect((await claimed).postDataJSON()).toMatchObject({
      near: [THERE.longitude, THERE.latitude],
    });
  });

  it('saves a challenge and finds it first, as a guest, also after a reload', async () => {
    const { page } = visitor;
    await visitor.open('/');
    const saving = page.waitForResponse(/\/saved$/);
    await page.getByRole('button', { name: 'Save Airports, sample' }).press('Enter');
    expect((await saving).status()).toBe(204);
    await visitor.open('/?saved=1');
    await page.getByText('1 challenge fits').waitFor();
    expect(await cards(page).allTextContents()).toEqual(['Airports, sample']);
    await page.getByText('Saved by you').waitFor();
  });

  it('draws a route by the keyboard, takes a corner back, and gets the tasks along it', async () => {
    const { page } = visitor;
    await visitor.open(`/challenges/${SAMPLE}`);
    await page.getByLabel('Next task').selectOption('route');
    await page.getByRole('button', { name: 'Draw on the map' }).press('Enter');
    await page.locator('.leaflet-container').focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 corner, 0 m').waitFor();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(async () => {
        await page.keyboard.press('Enter');
        return page.getByText(/^[23456] corners, [1-9]/).count();
      })
      .toBe(1);
    const corners = await page.evaluate('JSON.parse(localStorage.getItem("jalon.route")).line.length');
    await page.getByRole('button', { name: 'Take the last corner back' }).press('Enter');
    expect(await page.evaluate('JSON.parse(localStorage.getItem("jalon.route")).line.length')).toBe(
      (corners as number) - 1,
    );
    await page.getByRole('button', { name: 'A corner at the middle of the map' }).press('Enter');
    await page.getByLabel('At most this far from it').selectOption('10000');
    const claimed = nextOf(page, 'route');
    await page.getByRole('link', { name: 'Start' }).press('Enter');
    expect((await claimed).postDataJSON()).toMatchObject({ within: 10_000 });
  });

  it('changes the order on the task page: the task that was fetched ahead is fetched anew', async () => {
    const { page } = visitor;
    await page.locator('main h1').waitFor();
    const claimed = nextOf(page, 'random');
    await page.getByLabel('Next task').selectOption('random');
    await claimed;
    await visitor.open(`/challenges/${SAMPLE}`);
    expect(await page.getByLabel('Next task').inputValue()).toBe('random');
  });

  it('met no error on the way', () => {
    expect(visitor.complaints).toEqual([]);
  });
});

describe.skipIf(!hasChromium)('somebody with a phone who looks for work', () => {
  const visitor = visit({}, PHONE);

  it('touches a cluster to come nearer, and a filter to see less', async () => {
    const { page } = visitor;
    await page.route('**/api/v1/window?*', route =>
      route.continue({ url: `${route.request().url()}&most=5` }),
    );
    const spots = await spotsOnMap(page, () => visitor.open('/'));
    const sheet = (await page.locator('main').boundingBox())!;
    const { spot } = spots.find(({ of, spot: [, y] }) => 'count' in of && y < sheet.y)!;
    const asked = page.waitForRequest(/\/window\?/);
    await page.touchscreen.tap(...spot);
    await asked;
    await page.locator('summary', { hasText: 'Filters' }).tap();
    await page.getByLabel('Topic').selectOption('transport');
    await page.waitForURL(/topic=transport/);
    for (const title of await cards(page).allTextContents()) expect(title).not.toContain('Fire');
  });

  it('is told what to do where the device does not say where it is', async () => {
    const { page } = visitor;
    await visitor.open('/');
    await page.getByRole('button', { name: 'Near me' }).tap();
    await page.getByText('Your device does not say where you are.').waitFor();
  });

  it('draws a route by touch', async () => {
    const { page } = visitor;
    await visitor.open(`/challenges/${SAMPLE}`);
    await page.getByLabel('Next task').selectOption('route');
    await page.getByRole('button', { name: 'Draw on the map' }).tap();
    await page.locator('.pointing').waitFor();
    await page.touchscreen.tap(80, 120);
    await page.touchscreen.tap(250, 200);
    await page.getByText(/^2 corners, \d/).waitFor();
    await page.getByRole('button', { name: 'Clear the route' }).tap();
    await page.getByText('Tap the map at each corner').waitFor();
    expect(await page.getByText(/corners?, \d/).count()).toBe(0);
  });

  it('sees the cards that are there when the network goes, and is told what is not', async () => {
    const { page } = visitor;
    await visitor.open('/');
    await cards(page).first().waitFor();
    await page.route('**/api/v1/window?*', route => route.abort('internetdisconnected'));
    await page.locator('summary', { hasText: 'Filters' }).tap();
    await page.getByLabel('Question').selectOption('moved');
    await page.getByText('could not be fetched').waitFor();
    expect(await cards(page).count()).toBeGreaterThan(0);
    await page.unroute('**/api/v1/window?*');
    await page.getByRole('button', { name: 'Try again' }).tap();
    await page.getByText('could not be fetched').waitFor({ state: 'detached' });
  });
});
