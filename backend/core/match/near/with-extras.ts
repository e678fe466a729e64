import { float64, uint8, uint32 } from '../columns/columns.ts';
import type { Candidates } from './candidates.ts';

/** One more candidate of an official place (its place in the range); `far` where it is not within the radius. */
export type Extra = Readonly<{ official: number; community: number; metres: number; far: boolean }>;

/** The candidates with more of them, each after the others of its official place; what is there already is left out. */
export const withExtras = (near: Candidates, extras: readonly Extra[]): Candidates => {
  const wanted = extras.filter(({ official, community }) => {
    for (let e = near.start[official]!; e < near.start[official + 1]!; e++)
      if (near.community[e] === community) return false;
    return true;
  });
  if (wanted.length === 0) return near;
  const ordered = wanted.toSorted((a, b) => a.official - b.official);
  const count = near.community.length + ordered.length;
  const more = {
    start: uint32(near.start.length),
    official: uint32(count),
    community: uint32(count),
    metres: float64(count),
    far: uint8(count),
  };
  let [at, next] = [0, 0];
  for (let i = 0; i + 1 < near.start.length; i++) {
    for (let e = near.start[i]!; e < near.start[i + 1]!; e++, at++) {
      more.community[at] = near.community[e]!;
      more.metres[at] = near.metres[e]!;
    }
    for (; next < ordered.length && ordered[next]!.official === i; next++, at++) {
      const { community, metres, far } = ordered[next]!;
      more.community[at] = community;
      more.metres[at] = metres;
      more.far[at] = far ? 1 : 0;
    }
    more.start[i + 1] = at;
    more.official.fill(i, more.start[i]!, at);
  }
  return { ...more, nearby: near.nearby };
};
