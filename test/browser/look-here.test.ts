import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AnswerRequest } from '../../backend/http/contract/answer.ts';
import type { ChallengeView } from '../../backend/http/contract/challenge.ts';
import type { TaskCollection } from '../../backend/http/contract/task.ts';
import { hasChromium } from './open-browser.ts';
import { PHONE, visit } from './visit.ts';

const root = resolve(import.meta.dirname, '../..');

/** Degrees of latitude; 0.01 are 1.1 km. */
type Station = readonly [name: string, lat: number, more?: Readonly<Record<string, string>>];

/** Nobody has said what may be done with these: every value of them is a secret. */
const OFFICIAL: readonly Station[] = [
  ['Caserne Secrète Nord', 48.0, { phone: '+33 2 99 00 00 01' }],
  ['Valbrune', 48.1, { phone: '+33 2 99 00 00 02' }],
  ['Mortefont', 48.204],
  ['Clairlac', 48.3],
  ['Sarmoise', 48.4],
];
const COMMUNITY: readonly Station[] = [
  ['Valbrune', 48.1, { phone: '+33 2 99 55 55 55' }],
  ['Mortefont', 48.2],
  ['Clairlac', 48.3],
  ['Clairlac', 48.3001],
  ['Sarmoise', 48.4],
  ['Hauterive', 48.5],
];

const feature = ([name, lat, more = {}]: Station, id: string, key: string) => ({
  type: 'Feature',
  id,
  geometry: { type: 'Point', coordinates: [-2, lat] },
  properties: { [key]: id, amenity: 'fire_station', name, ...more },
});
const collection = (stations: readonly Station[], side: string, key: string) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: stations.map((one, i) => feature(one, `${side}/${i + 1}`, key)),
  });

describe.skipIf(!hasChromium)('a volunteer where the official data may not be shown', () => {
  const visitor = visit({ UNDO_SECONDS: '1' }, { ...PHONE, locale: 'en-GB' });
  const question = () => visitor.page.locator('main h1');

  beforeAll(async () => {
    const { folder } = visitor.jalon;
    const [official, community] = [join(folder, 'official.geojson'), join(folder, 'community.geojson')];
    writeFileSync(official, collection(OFFICIAL, 'row', 'id'));
    writeFileSync(community, collection(COMMUNITY, 'node', '@id'));
    const args = [
      'scripts/jalon.mjs',
      'run',
      'fire-stations',
      '--official',
      official,
      '--community',
      community,
    ];
    await promisify(execFile)(process.execPath, args, {
      cwd: root,
      env: { ...process.env, DATA_DIR: folder },
    });
  }, 120_000);

  it('is asked something about every task, with something to say, and sees no official value', async () => {
    const { lookHere } = await visitor.json<ChallengeView>('/challenges/fire-stations');
    expect(lookHere).toBe(true);
    const { features } = await visitor.json<TaskCollection>('/challenges/fire-stations/tasks');
    const kinds = new Set(features.flatMap(({ properties }) => properties.kinds));
    for (const kind of ['missing', 'unlisted', 'moved', 'tags-differ', 'duplicate'] as const)
      expect(kinds).toContain(kind);
    for (const { id } of features) {
      await visitor.open(`/challenges/fire-stations/task/${id}`);
      await question().waitFor();
      await visitor.page.getByRole('button', { name: 'I can’t tell' }).waitFor();
      expect((await question().textContent())?.trim()).toMatch(/\?$/);
      expect(await visitor.page.locator('.choice').count()).toBeGreaterThanOrEqual(2);
      const seen = await visitor.page.content();
      for (const secret of ['Secrète', '+33 2 99 00 00', 'row/']) expect(seen).not.toContain(secret);
    }
  });

  it('is told, as a guest, when an answer counts in full, and not where it does at once', async () => {
    const line = visitor.page.getByText('You answer as a guest');
    const { features } = await visitor.json<TaskCollection>('/challenges/fire-stations/tasks?kind=moved');
    await visitor.open(`/challenges/fire-stations/task/${features[0]!.id}`);
    await question().waitFor();
    await line.waitFor();
    await visitor.open('/challenges/fire-stations-sample/task');
    await visitor.page.getByRole('button', { name: 'I can’t tell' }).waitFor();
    expect(await line.count()).toBe(0);
  });

  it('types what is there, and that is the volunteer’s own word', async () => {
    const { features } = await visitor.json<TaskCollection>(
      '/challenges/fire-stations/tasks?kind=tags-differ',
    );
    await visitor.open(`/challenges/fire-stations/task/${features[0]!.id}`);
    await visitor.page.getByLabel('Phone').fill('+33 2 99 77 77 77');
    await visitor.page.getByRole('button', { name: 'Send 1 value' }).tap();
    const asked = visitor.page.waitForRequest('**/answers');
    await visitor.page.getByRole('button', { name: 'Agree and send' }).tap();
    const { answer } = (await asked).postDataJSON() as AnswerRequest;
    expect(answer).toEqual({
      say: 'fix',
      fix: {
        tags: [{ key: 'phone', value: '+33 2 99 77 77 77', origin: { from: 'observation' } }],
      },
    });
    await visitor.page.getByText('Thank you, noted').waitFor();
  });

  it('met no error on the way', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
