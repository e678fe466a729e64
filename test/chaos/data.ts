import { join } from 'node:path';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import {
  challengeOf,
  north,
  type Station,
  stations,
  writeCommunity,
  writeOfficial,
} from '../whole-run/sources.ts';

/** places; enough for every step to last some tenths of a second */
const COUNT = 1500;

/** The two versions of the data that a round compares one after the other, always the same. */
export const VERSIONS = [1, 2] as const;
export type Version = (typeof VERSIONS)[number];

export const challengeOver = (folder: string, id: string): Challenge => {
  const challenge = challengeOf(id);
  return {
    ...challenge,
    official: { ...challenge.official, at: join(folder, `${id}.csv`) },
    community: { ...challenge.community, at: join(folder, `${id}.osm`) },
  };
};

/** Puts a version where the challenge reads it. The second one mends, moves, removes and adds places on both sides. */
export async function writeVersion(folder: string, id: string, version: Version): Promise<void> {
  const all = stations(COUNT);
  const later = version === 2;
  const kept = (station: Station) => !(later && station.n % 97 === 0);
  await writeOfficial(folder, `${id}.csv`, all.slice(0, later ? COUNT - 40 : COUNT - 100).filter(kept));
  await writeCommunity(
    folder,
    `${id}.osm`,
    all.slice(later ? 60 : 100).map(station => {
      if (station.n % 10 !== 0) return station;
      // Every fifth of those that stand elsewhere was mended, every seventh stands elsewhere again.
      if (later && station.n % 50 === 0) return station;
      return north(station, later && station.n % 70 === 0 ? 450 : 300);
    }),
    { time: later ? '2026-02-01T00:00:00Z' : '2026-01-01T00:00:00Z' },
  );
}
