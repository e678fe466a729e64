import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../backend/core/answer/answer.ts';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import type { Side } from '../../backend/core/feature.ts';
import { matchFeatures } from '../../backend/core/match/match-features.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { addAnswer } from '../../backend/store/tasks/answers.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { type Jalon, openJalon, runOnce, tasksOf } from '../open-jalon.ts';
import { seedPerson } from '../store/seed.ts';
import { challengeOf, north, type Station, stations, writeCommunity, writeOfficial } from './sources.ts';

vi.setConfig({ testTimeout: 120_000 });

const MATCH: Challenge['match'] = { radius: 500, identifiers: [], oneToMany: false };
const all = stations(60);
/**
 * The map has the first thirty, some by other names, the last by another name and elsewhere, and fifteen that nobody
 * lists.
 */
const mapWith = (metres: number): Station[] => [
  ...all
    .slice(0, 29)
    .map(station => (station.n % 5 === 1 ? { ...station, name: `Remise ${station.n}` } : station)),
  { ...north(all[29]!, metres), name: 'Garage Luc' },
  ...all.slice(45).map(station => ({ ...north(station, 1400), name: `Arsenal ${station.n * 7}` })),
];
const featuresOf = (side: Side, rows: readonly Station[]) =>
  rows.map(({ n, lon, lat, name }) => ({
    side,
    id: `${side} ${n}`,
    at: [lon, lat] as const,
    tags: { name },
  }));
/** metres at which the matching asks people whether it is the same */
const DOUBTFUL = Array.from({ length: 40 }, (_, n) => 100 + 10 * n).find(metres =>
  matchFeatures(featuresOf('official', all), featuresOf('community', mapWith(metres)), MATCH).matches.some(
    ({ official, verdict }) => official === 'official 30' && verdict === 'possible',
  ),
)!;

describe('what people settled about a possible match', () => {
  let jalon: Jalon;
  beforeAll(async () => {
    jalon = await openJalon();
    await jalon.work();
    await seedPerson(jalon.store, 'ann');
  });
  afterAll(() => jalon?.close());

  async function begin(id: string) {
    const challenge = challengeOf(id);
    const rules: Challenge['rules'] = [{ kind: 'possible-match' }, ...challenge.rules];
    await saveChallenge(jalon.store, { ...challenge, match: MATCH, rules }, {});
    const inputs = { official: await official(id, all), community: await community(id, mapWith(DOUBTFUL)) };
    const run = await runOnce(jalon, id, inputs);
    expect(run.summary.kinds).toMatchObject({ 'possible-match': 1 });
    return inputs;
  }
  const official = (id: string, rows: readonly Station[]) => writeOfficial(jalon.folder, `${id}.csv`, rows);
  const community = (id: string, rows: readonly Station[], time?: string) =>
    writeCommunity(jalon.folder, `${id}.osm`, rows, time ? { time } : {});
  const taskOf30 = async (id: string) =>
    (await tasksOf(jalon.store, id)).find(task => task.official === 'S30')!;

  /** The one answer that this challenge needs, and the end of its undo window. */
  async function say(id: string, same: boolean): Promise<void> {
    const { rows } = await sql<{ id: string; digest: string }>`
      select id, facts_digest as digest from tasks
      where challenge_id = ${id} and 'possible-match' = any(kinds)`.execute(jalon.store);
    const answer: Answer = { say: 'fix', fix: { tags: [], same } };
    const now = new Date();
    const task = rows[0]!;
    const given = await addAnswer(jalon.store, {
      task: task.id,
      person: 'ann',
      request: randomUUID(),
      answer,
      factsDigest: task.digest,
      imagery: [],
      now,
      pendingUntil: now,
    });
    expect(given).toMatchObject({ again: false });
    await settle(jalon.store, new Date(now.getTime() + 1000));
    expect((await taskOf30(id)).state).toBe('settled');
  }

  it('makes the same bytes be compared again, once', async () => {
    const inputs = await begin('again');
    expect((await runOnce(jalon, 'again', inputs)).summary.unchanged).toBe(true);
    await say('again', false);
    const next = await runOnce(jalon, 'again', inputs);
    expect(next.summary.unchanged).toBeUndefined();
    expect(next.summary.verdicts).toMatchObject({ match: 29, possible: 0 });
    expect((await runOnce(jalon, 'again', inputs)).summary.unchanged).toBe(true);
    expect((await runOnce(jalon, 'again', inputs)).summary.unchanged).toBe(true);
  });

  it('is not asked again after "different places", whatever new data say', async () => {
    const inputs = await begin('apart');
    await say('apart', false);
    // The row changes, so that the task opens again with its new facts, and once more with those.
    for (const name of ['Poste Genêt le Vieux', 'Poste Genêt le Neuf']) {
      const rows = all.map(station =>
        station.n === 30 ? { ...north(station, name.length), name } : station,
      );
      await official('apart', rows);
      const run = await runOnce(jalon, 'apart', inputs);
      expect(run).toMatchObject({ state: 'done', summary: { verdicts: { match: 29, possible: 0 } } });
      expect(run.summary.kinds).not.toHaveProperty('possible-match');
    }
    const tasks = await tasksOf(jalon.store, 'apart');
    expect(tasks.flatMap(({ kinds, state }) => (state === 'open' ? kinds : []))).not.toContain(
      'possible-match',
    );
  });

  it('stays one place after "the same place", however far apart new data have the two', async () => {
    const inputs = await begin('same');
    await say('same', true);
    await community('same', mapWith(900), '2026-03-01T00:00:00Z');
    const run = await runOnce(jalon, 'same', inputs);
    expect(run.summary).toMatchObject({ verdicts: { match: 30, possible: 0 }, kinds: { moved: 1 } });
    const { rows } = await sql<{ verdict: string; kind: string }>`
      select verdict, evidence->0->>'kind' as kind from findings
      where challenge_id = 'same' and official_id = 'S30'`.execute(jalon.store);
    expect(rows).toEqual([{ verdict: 'match', kind: 'settled' }]);
  });
});
