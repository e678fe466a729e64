import { matchFeatures } from '../../backend/core/match/match-features.ts';
import { LIMITS } from '../../backend/core/match/match-options.ts';
import { candidates } from '../../backend/core/match/near/candidates.ts';
import { placesOf, rowHeight } from '../../backend/core/match/near/places.ts';
import { rowsByReach } from '../../backend/core/match/near/rows.ts';
import { matchInThreads } from '../../backend/matching/match-in-threads.ts';
import { forgetPeak, peakMemory } from '../proc.ts';
import { type Cities, type CitiesPair, citiesPair } from './cities.ts';
import { digestOf } from './pairs-digest.ts';
import type { Done, Task } from './run-alone.ts';

/** What is said of some work, once it has been timed. */
type Said = () => Omit<Done, 'wall_s' | 'cpu_s' | 'peak_rss_mb'>;

const matching = async (
  { official, community, truth }: CitiesPair,
  { radius }: Cities,
  by: typeof matchFeatures | typeof matchInThreads,
): Promise<Said> => {
  const { matches, candidatePairs } = await by(official, community, { radius });
  return () => {
    const said = matches.filter(({ verdict }) => verdict === 'match');
    const right = said.filter(match => truth.get(match.official) === match.community).length;
    return {
      candidate_pairs: candidatePairs,
      f1: (2 * right) / Math.max(1, said.length + truth.size),
      possible: (matches.length - said.length) / Math.max(1, official.length),
      digest: null,
      full: 0,
    };
  };
};

const searching = ({ official, community }: CitiesPair, { radius }: Cities): Said => {
  const radii = new Float64Array(official.length).fill(radius);
  const height = rowHeight(radius);
  const [ours, theirs] = [placesOf(official, height), placesOf(community, height)];
  const shapeOf = (j: number) => community[theirs.given[j]!]!;
  const found = candidates(ours, [0, official.length], rowsByReach(theirs, height), radii, shapeOf);
  return () => ({
    candidate_pairs: found.community.length,
    f1: null,
    possible: null,
    digest: digestOf(
      found.official.map(i => ours.given[i]!),
      found.community.map(j => theirs.given[j]!),
    ),
    full: official.filter((_, i) => found.start[i + 1]! - found.start[i]! >= LIMITS.candidates).length,
  });
};

const { what, cities }: Task = JSON.parse(process.argv[2] ?? '');
const pair = citiesPair(cities);
const WORK = {
  match: () => matching(pair, cities, matchFeatures),
  'match-in-threads': () => matching(pair, cities, matchInThreads),
  candidates: () => searching(pair, cities),
} as const;
// What making the data left behind is none of the work's memory.
globalThis.gc?.();
forgetPeak(process.pid);
const used = process.cpuUsage();
const start = performance.now();
const said = await WORK[what]();
const wall_s = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(used);
const peak_rss_mb = peakMemory(process.pid);
const done: Done = { wall_s, cpu_s: (user + system) / 1e6, peak_rss_mb, ...said() };
process.stdout.write(JSON.stringify(done));
