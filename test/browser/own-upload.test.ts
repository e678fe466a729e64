import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { letsVolunteers, seedCounted, seedSettled, settledPlace } from '../handover/settled-world.ts';
import { addVolunteer, sessionCookie } from '../http/signed-in.ts';
import { type ServingUploads, serveWithUploads } from '../http/with-uploads.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { pressConsent } from '../servers/press-consent.ts';
import { type RemoteControl, startRemoteControl } from '../servers/remote-control.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { barriersOn } from './barriers.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { LAPTOP, PHONE } from './visit.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 240_000 });

describe.skipIf(!hasChromium)('settled places', () => {
  let opened: EmptyStore;
  let osm: OsmApiServer;
  let josm: RemoteControl;
  let app: ServingUploads;
  let browser: Browser;
  const places = [0, 1, 2, 3, 4].map(settledPlace);
  const { task } = places[1]!;

  beforeAll(async () => {
    opened = await emptyStore();
    osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
    josm = await startRemoteControl();
    app = await serveWithUploads(opened.store, osm, {
      deps: { frontend: join(projectRoot, 'dist/frontend') },
      env: { REMOTE_CONTROL: josm.address },
    });
    await seedSettled(opened.store, places, letsVolunteers);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await osm?.close();
    await josm?.close();
    await opened?.close();
  });

  async function pageOf(person: string, how: typeof LAPTOP | typeof PHONE, path: string): Promise<Page> {
    const context = await browser.newContext({ ...how, locale: 'en-GB' });
    const [name = '', value = ''] = (await sessionCookie(opened.store, person)).split('=');
    await context.addCookies([{ name, value, url: app.url }]);
    const page = await context.newPage();
    await page.goto(app.url + path);
    return page;
  }

  it('one of them goes to the map by whoever settled it, from the list of what is theirs, by touch', async () => {
    const vera = await addVolunteer(opened.store, 'Vera');
    await seedCounted(opened.store, places[1]!, vera);
    const page = await pageOf(vera, PHONE, '/for-you');
    await page.getByRole('heading', { name: 'Yours to put on the map' }).waitFor();
    await page.getByRole('link', { name: 'Well 1' }).tap();
    await page.getByRole('heading', { name: 'Put it on the map yourself' }).waitFor();
    await page.route(`${osm.url}/oauth2/authorize**`, async route => {
      await route.fulfill({ status: 302, headers: { location: await pressConsent(route.request().url()) } });
    });
    await page.getByRole('button', { name: `Sign in at ${app.host}` }).tap();
    await page.getByText('As Ann Mapper').waitFor();
    await page.getByText('Well of 1').first().waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send this edit…' }).tap();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('cannot be unseen').waitFor();
    await dialog.getByRole('button', { name: `Send to ${app.host}` }).tap();
    await page.getByText(/^Under way/).waitFor();
    while ((await app.round()) > 0);
    await page.getByText('Done: edits on the map: 1.').waitFor();
    expect(osm.world.map.current('node/10010')?.tags['name']).toBe('Well of 1');
    await page.reload();
    await page.getByText('Done: edits on the map: 1.').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/challenges/wells/task/${task}`);
  });

  it('all of them are opened in JOSM, or as a file where it does not take them', async () => {
    const ann = await addVolunteer(opened.store, 'Ann', [{ role: 'maintainer' }]);
    const page = await pageOf(ann, LAPTOP, '/challenges/wells/changes');
    const button = page.getByRole('button', { name: 'Open them all in JOSM' });
    josm.forbid('load_data');
    await button.click();
    await page.getByText('JOSM did not take them').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: '.osm (JOSM)' }).last().click();
    expect((await download).suggestedFilename()).toBe('wells.josm.osm');
    josm.forbid('load_and_zoom');
    await button.click();
    await page.getByText('They are in JOSM').waitFor();
    const { values } = josm.deeds.findLast(({ command }) => command === 'load_data')!;
    expect(values).toMatchObject({ new_layer: 'true', mime_type: 'application/x-osm+xml' });
    expect(values['data']).toContain('<osm version="0.6"');
    expect(josm.deeds.map(({ command }) => command)).toContain('load_and_zoom');
    await josm.close();
    await button.click();
    await page.getByText('JOSM does not answer.').waitFor();
  });
});
