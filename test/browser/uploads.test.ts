import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { seedSettled, settledPlace } from '../handover/settled-world.ts';
import { addVolunteer, sessionCookie } from '../http/signed-in.ts';
import { type ServingUploads, serveWithUploads } from '../http/with-uploads.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { pressConsent } from '../servers/press-consent.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { barriersOn } from './barriers.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { LAPTOP, PHONE } from './visit.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 240_000 });

describe.skipIf(!hasChromium)('five settled places', () => {
  let opened: EmptyStore;
  let osm: OsmApiServer;
  let app: ServingUploads;
  let browser: Browser;
  let ended = false;
  let worker: Promise<void>;
  /** Uploads go on only while this is so, as if the worker had much to do. */
  let works = false;
  const places = [0, 1, 2, 3, 4].map(settledPlace);

  async function pageOf(cookie: string, how: typeof LAPTOP | typeof PHONE, path: string): Promise<Page> {
    const context = await browser.newContext({ ...how, locale: 'en-GB' });
    const [name = '', value = ''] = cookie.split('=');
    if (name) await context.addCookies([{ name, value, url: app.url }]);
    const page = await context.newPage();
    await page.goto(app.url + path);
    return page;
  }
  const nameOnMap = (id: number) =>
    osm.world.map.visible().find(element => element.type === 'node' && element.id === id)?.tags['name'];

  beforeAll(async () => {
    opened = await emptyStore();
    osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
    app = await serveWithUploads(opened.store, osm, {
      deps: { frontend: join(projectRoot, 'dist/frontend') },
    });
    await seedSettled(opened.store, places);
    browser = await openBrowser();
    worker = (async () => {
      while (!ended) {
        if (works) await app.round();
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })();
  });
  afterAll(async () => {
    ended = true;
    await worker;
    await browser?.close();
    await app?.close();
    await osm?.close();
    await opened?.close();
  });

  it('go to the map under the maintainer’s own account, are watched as they arrive, and one changeset is taken back', async () => {
    const ann = await addVolunteer(opened.store, 'Ann', [{ role: 'maintainer' }]);
    const page = await pageOf(await sessionCookie(opened.store, ann), LAPTOP, '/challenges/wells/changes');
    await page.getByText('Changes go under your own account').waitFor();
    expect(await page.getByRole('button', { name: /^Send \d edits in 4 changesets$/ }).isDisabled()).toBe(
      true,
    );

    // The way through the other server's pages, done for the browser: its own test presses them.
    await page.route(`${osm.url}/oauth2/authorize**`, async route => {
      await route.fulfill({ status: 302, headers: { location: await pressConsent(route.request().url()) } });
    });
    await page.getByRole('button', { name: `Sign in at ${app.host}` }).click();
    await page.getByText('As Ann Mapper').waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('checkbox', { name: 'Add places' }).uncheck();
    await page.getByRole('button', { name: /^Send \d edits in 3 changesets$/ }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(app.host, { exact: true }).waitFor();
    await dialog.getByText('cannot be unseen').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^Under way. 0 of \d edits are on the map/).waitFor();
    expect(osm.world.map.visible().filter(({ tags }) => tags['name'] === 'Well 2')).toEqual([]);
    const focused = await page.evaluate('document.activeElement.id');
    expect(focused).toMatch(/^upload-/);
    works = true;
    await page.getByText('Done: edits on the map').waitFor();
    expect(nameOnMap(10_010)).toBe('Well of 1');
    expect(osm.world.map.visible().filter(({ tags }) => tags['name'] === 'Well 2')).toEqual([]);
    await page.getByRole('button', { name: 'Send 1 edit in 1 changeset' }).waitFor();
    expect(await page.getByText('On the map, and read back').count()).toBe(3);
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('link', { name: 'Change details' }).click();
    await page.getByRole('heading', { name: 'Change details: 2 edits' }).waitFor();
    await page.getByText('on the map, verified').first().waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('This goes back, 2 edits:').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take back 2 edits' }).click();
    await page.getByRole('heading', { name: 'Taking back' }).waitFor();
    await page.getByText('Done: edits on the map: 2.').waitFor();
    expect(nameOnMap(10_010)).toBe('Well 1');
    await page.getByRole('link', { name: 'the changeset' }).click();
    await page.getByRole('link', { name: 'It is taken back by this changeset' }).waitFor();
    expect(await page.getByRole('button', { name: 'Take it back' }).count()).toBe(0);
    await page.context().close();
  });

  it('are for everybody to look at, and for maintainers to send', async () => {
    const { json } = await fetch(`${app.url}/api/v1/challenges/wells/uploads`).then(async answer => ({
      json: (await answer.json()) as { uploads: { changesets: { id: string }[] }[] },
    }));
    const page = await pageOf('', PHONE, '/challenges/wells/changes');
    await page.getByText('Only maintainers and admins of this Jalon send changes').waitFor();
    await page.getByText('Done: edits on the map').first().waitFor();
    expect(await page.getByRole('button', { name: /^Send/ }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.goto(`${app.url}/changesets/${json.uploads.at(-1)!.changesets[0]!.id}`);
    await page.getByText('On the map, and read back').waitFor();
    expect(await page.getByRole('button', { name: 'Take it back' }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.goto(`${app.url}/changesets/nothing`);
    await page.getByText('This does not exist here').waitFor();
    await page.context().close();
  });
});
