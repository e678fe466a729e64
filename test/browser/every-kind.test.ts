import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KINDS, type Kind } from '../../backend/core/discrepancy/discrepancy.ts';
import { type RemoteControl, startRemoteControl } from '../servers/remote-control.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { seedPerson } from '../store/seed.ts';
import { findingOf, seedEveryKind } from './every-kind.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Jalon, startJalon } from './start-jalon.ts';
import { LAPTOP, PHONE } from './visit.ts';
import { watch } from './watch.ts';

/** Milliseconds: an empty machine builds everything first. */
const START = 240_000;

/** A tap on a place of the map, in pixels from the middle of what is seen of it. */
type Tap = string | readonly [right: number, down: number];
type Settled = Readonly<{ keys: readonly string[]; taps: readonly Tap[]; says: object }>;
const keepOf = (n: number) => findingOf('duplicate', n).others[0]!.id;

/** How one task of each kind is settled, by keys alone and by touch alone; both say the same. `n`: which of its tasks. */
const SETTLED: Readonly<Record<Kind, (n: number) => Settled>> = {
  'possible-match': () => ({
    keys: ['1'],
    taps: ['The same place'],
    says: { say: 'fix', fix: { same: true } },
  }),
  missing: n => ({
    keys: ['2', 'ArrowRight', 'Shift+ArrowDown', 'Enter'],
    taps: ['Yes, but I’ll place it', [20, -30], 'It is here'],
    says: {
      say: 'fix',
      fix: {
        position: { origin: { licence: 'observation' } },
        tags: expect.arrayContaining([
          expect.objectContaining({ key: 'amenity', value: 'fire_station' }),
          expect.objectContaining({ key: 'phone', value: findingOf('missing', n).official!.tags['phone'] }),
        ]),
      },
    },
  }),
  unlisted: () => ({
    keys: ['2', '3'],
    taps: ['No, it is gone', 'It was torn down'],
    says: { say: 'fix', fix: { lifecycle: 'demolished' } },
  }),
  moved: () => ({
    keys: ['3', 'ArrowLeft', 'Shift+ArrowUp', 'Enter'],
    taps: ['Neither: I’ll place it', [-40, 25], 'It is here'],
    says: { say: 'fix', fix: { position: { origin: { licence: 'observation' } } } },
  }),
  'identifier-conflict': () => ({
    keys: ['1'],
    taps: ['Not the other place’s: take it away there'],
    says: { say: 'fix', fix: { tags: [{ key: 'ref', value: null }] } },
  }),
  duplicate: n => ({
    keys: ['2'],
    taps: [/Pompiers/.source],
    says: { say: 'fix', fix: { keep: keepOf(n) } },
  }),
  misclassified: () => ({
    keys: ['1'],
    taps: ['It is: fire station'],
    says: {
      say: 'fix',
      fix: {
        tags: [
          { key: 'amenity', value: 'fire_station' },
          { key: 'emergency', value: null },
        ],
      },
    },
  }),
  'tags-differ': n => ({
    keys: ['2', 'Enter'],
    taps: ['+32 455', 'Take 1 value and send'],
    says: {
      say: 'fix',
      fix: { tags: [{ key: 'phone', value: findingOf('tags-differ', n).official!.tags['phone'] }] },
    },
  }),
};

describe.skipIf(!hasChromium)('a task of every kind', () => {
  let data: EmptyStore;
  let jalon: Jalon;
  let browser: Browser;
  let josm: RemoteControl;
  const complaints: string[] = [];

  beforeAll(async () => {
    data = await emptyStore('postgres');
    await seedEveryKind(data.store);
    josm = await startRemoteControl();
    jalon = await startJalon({
      DATABASE_URL: data.url,
      UNDO_SECONDS: '60',
      // Nobody there: tasks are shown as they are.
      OSM_API_URL: 'http://127.0.0.1:9',
      ID_URL: 'https://master.apis.dev.openstreetmap.org/edit',
      REMOTE_CONTROL: josm.address,
    });
    browser = await openBrowser();
  }, START);
  afterAll(async () => {
    await browser?.close();
    await jalon?.stop();
    await josm?.close();
    await data?.close();
  }, 60_000);

  async function arrive(how: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ baseURL: jalon.address, locale: 'en-GB', ...how });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    watch(page, jalon.address, complaints);
    return page;
  }
  const open = async (page: Page, kind: Kind, n: number): Promise<void> => {
    await page.goto(`/challenges/stations-${kind}/task/${kind}-${n}`);
    await page.locator('main h1').waitFor();
    await page.locator('.leaflet-marker-pane .pin').first().waitFor();
  };
  const answerOf = async (task: string) =>
    (
      await data.store
        .selectFrom('answers')
        .select(['answer', 'imagery'])
        .where('task_id', '=', task)
        .where('state', '=', 'pending')
        .executeTakeFirst()
    )?.answer;
  const settles = (task: string, says: object) =>
    expect.poll(() => answerOf(task), { timeout: 20_000 }).toMatchObject(says);
  // What the pages of the tests before hold.
  beforeEach(async () => {
    await data.store.deleteFrom('claims').execute();
  });

  describe.each(['keys', 'touch'] as const)('is settled by %s alone', how => {
    let page: Page;
    const n = how === 'keys' ? 0 : 1;
    beforeAll(async () => {
      page = await arrive(how === 'keys' ? LAPTOP : PHONE);
    });
    afterAll(() => page.context().close());

    async function agree(): Promise<void> {
      const terms = page.getByRole('button', { name: 'Agree and send' });
      await terms.or(page.getByText('Thank you, noted')).first().waitFor();
      if (!(await terms.isVisible())) return;
      if (how === 'keys') await page.keyboard.press('Enter');
      else await terms.tap();
    }

    it.each(KINDS)('%s', async kind => {
      const { keys, taps, says } = SETTLED[kind](n);
      await open(page, kind, n);
      if (how === 'keys') for (const key of keys) await page.keyboard.press(key);
      else for (const tap of taps) await touch(tap);
      await agree();
      await settles(`${kind}-${n}`, says);
    });

    async function touch(tap: Tap): Promise<void> {
      if (typeof tap === 'string') {
        await page.getByRole('button', { name: tap }).tap();
        return;
      }
      const box = (await page.locator('.leaflet-container').boundingBox())!;
      await page.touchscreen.tap(box.x + box.width / 2 + tap[0], box.y + box.height / 2 + tap[1]);
    }
  });

  it('lets values be taken and left again by touch alone', async () => {
    const page = await arrive(PHONE);
    await open(page, 'tags-differ', 2);
    const row = (value: string) => page.getByRole('button', { name: value });
    await row('(Zone Est)').tap();
    await row('+32 455').tap();
    await page.getByRole('button', { name: 'Take 2 values and send' }).waitFor();
    await row('(Zone Est)').tap();
    expect(await row('(Zone Est)').getAttribute('aria-pressed')).toBe('false');
    await page.getByRole('button', { name: 'Take 1 value and send' }).tap();
    await page.getByRole('button', { name: 'Agree and send' }).tap();
    const { phone } = findingOf('tags-differ', 2).official!.tags;
    await settles('tags-differ-2', { say: 'fix', fix: { tags: [{ key: 'phone', value: phone }] } });
    await page.context().close();
  });

  it('lets the tags of an added place be left out and typed by touch alone', async () => {
    const page = await arrive(PHONE);
    await open(page, 'missing', 2);
    await page.getByRole('button', { name: 'Make the panel taller or lower' }).tap();
    await page.getByRole('checkbox', { name: 'Add phone' }).tap();
    await page.getByRole('textbox', { name: 'Name' }).tap();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText('Caserne nouvelle');
    expect(await page.getByRole('textbox', { name: 'Phone' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Yes, right here: add it' }).tap();
    await page.getByRole('button', { name: 'Agree and send' }).tap();
    await settles('missing-2', { say: 'fix' });
    const answer = await answerOf('missing-2');
    const said = answer?.say === 'fix' ? (answer.fix.tags ?? []) : [];
    const tags = Object.fromEntries(said.map(({ key, value }) => [key, value]));
    expect(tags).toMatchObject({ amenity: 'fire_station', name: 'Caserne nouvelle' });
    expect(tags).not.toHaveProperty('phone');
    await page.context().close();
  });

  it('opens in each editor, with the element, the place and the changeset’s words', async () => {
    const page = await arrive(LAPTOP);
    await open(page, 'moved', 2);
    await page.keyboard.press('e');
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    const hrefs = await items.evaluateAll(all => all.map(one => [one.textContent, one.getAttribute('href')]));
    const element = findingOf('moved', 2).community!.id.replace('node/', '');
    expect(hrefs).toEqual([
      [
        'iD',
        expect.stringMatching(
          `^https://master.apis.dev.openstreetmap.org/edit\\?editor=id&node=${element}#map=`,
        ),
      ],
      ['JOSM', null],
      ['Rapid', expect.stringContaining(`&id=n${element}&comment=Stations%20checked%20one%20by%20one`)],
      ['Level0', expect.stringContaining(`?url=n${element}&`)],
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('It is open in JOSM.').waitFor();
    expect(josm.deeds[0]?.command).toBe('version');
    expect(josm.deeds[1]?.values['select']).toBe(`node${element}`);
  });

  it('says what to do where JOSM does not answer, and opens the editor of last time first', async () => {
    const page = await arrive(LAPTOP);
    await page.route('**/version', route => route.abort());
    await open(page, 'unlisted', 2);
    await page.keyboard.press('e');
    await page.getByRole('menuitem', { name: 'JOSM' }).click();
    await page.getByText('JOSM does not answer.').waitFor();
    const popup = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Open iD instead' }).click();
    await (await popup).close();
    await page.getByText('It is open in iD.').waitFor();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Agree and send' }).click();
    await settles('unlisted-2', { say: 'already-fixed' });
  });

  it('that changed while it was open is shown anew, with what was typed', async () => {
    const page = await arrive(LAPTOP);
    await open(page, 'possible-match', 2);
    await page.keyboard.press('c');
    await page.getByLabel('For whoever reviews').fill('<img src=x onerror=alert(1)>');
    await page.keyboard.press('Escape');
    const facts = { ...findingOf('possible-match', 2), others: [] };
    await data.store
      .updateTable('tasks')
      .set({
        facts_digest: 'other',
        facts: JSON.stringify({ ...facts, others: findingOf('possible-match', 2).others }),
      })
      .where('id', '=', 'possible-match-2')
      .execute();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByText('The data changed while you were looking.').waitFor();
    expect(await page.getByLabel('For whoever reviews').inputValue()).toBe('<img src=x onerror=alert(1)>');
  });

  it('that others hold by now says so', async () => {
    const page = await arrive(LAPTOP);
    await open(page, 'misclassified', 2);
    await seedPerson(data.store, 'somebody');
    await data.store.deleteFrom('claims').where('task_id', '=', 'misclassified-2').execute();
    await data.store
      .insertInto('claims')
      .values({ task_id: 'misclassified-2', person_id: 'somebody', until: new Date(Date.now() + 600_000) })
      .execute();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByText('Others are at this task now.').waitFor();
  });

  it('met nothing that went wrong unseen', () => {
    // What is refused, and JOSM that is not there, the browser itself writes down.
    expect(complaints.filter(one => !/409|\/version|ERR_FAILED|ERR_CONNECTION/.test(one))).toEqual([]);
  });
});
