import type { Feature } from '../feature.ts';
import { beginMatching, cellsOf, countedOnce, extrasOf, type Matching, sidesOf } from './begin-matching.ts';
import { type CellPlaces, openCell } from './cell.ts';
import { type AnyCell, all } from './cells.ts';
import { float64 } from './columns/columns.ts';
import { conclude } from './conclude.ts';
import { joinKept } from './evidence/kept.ts';
import { nearnessByChance } from './evidence/nearness.ts';
import { saidOf, settle } from './labels.ts';
import type { MatchResult } from './match.ts';
import type { MatchOptions } from './match-options.ts';
import { addTallies } from './names/add-tallies.ts';
import { namesByChance } from './names/chance.ts';
import { namingsOfAll, nearOfAll, tellingsOfAll } from './put-together.ts';
import { resolve } from './rivals/resolve.ts';
import { estimate } from './weights/estimate.ts';
import { sampleOfAll, strips } from './weights/sample.ts';
import { crowdOf, fillOdds, scores } from './weights/scores.ts';

/**
 * Which official and community features are the same place, how probably and why. Same features, in whatever order:
 * same result. What is not said is as challenges have it. `onProgress` is told the share of the work that is done, 0 to 1.
 * Done in several `cells`, one after the other, the result is the same.
 */
export const matchFeatures = (
  official: readonly Feature[],
  community: readonly Feature[],
  options: Partial<MatchOptions> = {},
  onProgress: (share: number) => void = () => {},
  cells = 1,
): MatchResult => matchBegun(beginMatching(official, community, options), onProgress, cells);

/** The same of a matching that has begun. */
export const matchBegun = (
  matching: Matching,
  onProgress: (share: number) => void,
  cells = 1,
): MatchResult => {
  const ends = Array.from({ length: cells }, (_, c) => Math.floor(((c + 1) * matching.sizes[0]) / cells));
  const places = cellsOf(matching, ends);
  const opened = places.map(one => openCell(one, matching.terms, matching.featuresOf[1]));
  const steps = matchingSteps(matching, places, opened, onProgress);
  let next = steps.next();
  while (!next.done) next = steps.next(next.value);
  return next.value;
};

/** The steps of a matching, done by cells that may be elsewhere; between them, what all cells said is put together. */
export function* matchingSteps(
  matching: Matching,
  places: readonly CellPlaces[],
  cells: readonly AnyCell[],
  onProgress: (share: number) => void,
): Generator<readonly unknown[], MatchResult, unknown> {
  const {
    known,
    options: { oneToMany },
  } = matching;
  onProgress(0.1);
  const crowded = yield* all(cells.map(cell => cell.find()));
  const near = yield* all(
    cells.map((cell, c) => cell.add(extrasOf(matching, places[c]!.range, crowded[c]!))),
  );
  onProgress(0.2);
  const counted = countedOnce(matching.sizes[1]);
  const tallies = yield* all(
    cells.map((cell, c) =>
      cell.read(sidesOf(matching, places[c]!.range, near[c]!.seen), counted(near[c]!.seen)),
    ),
  );
  const names = addTallies(tallies.map(tally => tally.names));
  const streets = addTallies(tallies.flatMap(tally => tally.streets ?? []));
  onProgress(0.35);
  const { counts, nearby } = nearOfAll(places, near, matching.sizes[0]);
  const candidatePairs = counts.reduce((a, b) => a + b, 0);
  // Cells that are elsewhere say no more than when they are done.
  const shares = new Map<number, number>();
  const comparing = cells.map((cell, c) =>
    cell.compare({ names: names[c]!, streets: streets[c] ?? null }, share => {
      shares.set(c, share);
      onProgress(0.35 + 0.3 * ([...shares.values()].reduce((a, b) => a + b, 0) / cells.length));
    }),
  );
  // Meanwhile, where cells are elsewhere.
  const usual = candidatePairs / Math.max(1, matching.sizes[0]);
  const chance = {
    names: namesByChance(
      matching,
      tallies.map(tally => tally.names),
      usual,
    ),
    nearness: nearnessByChance(matching, usual),
  };
  const told = yield* all(comparing);
  const namings = namingsOfAll(places, told, matching.sizes);
  const crowd = crowdOf(nearby);
  const ranges = strips(counts, matching.labelled);
  const sample = sampleOfAll(
    yield* all(cells.map(cell => cell.sample(ranges))),
    namings,
    matching.radii,
    crowd,
    known,
    oneToMany,
  );
  const weights = estimate(
    sample,
    chance,
    matching.radii.reduce((a, b) => Math.max(a, b), 0),
    oneToMany,
    share => onProgress(0.65 + 0.1 * share),
  );
  const kept = joinKept(yield* all(cells.map(cell => cell.score(weights, crowd))));
  const said = known && saidOf(kept, known, oneToMany);
  onProgress(0.8);
  const pairs = { ...kept, namings };
  const by = scores(pairs, matching.radii, crowd, weights, oneToMany);
  const odds = float64(kept.bits.length);
  fillOdds(kept.bits, odds, 0, odds.length);
  if (said) settle(said, pairs, by, kept.bits, odds);
  const probability = resolve(kept, odds, matching.sizes, oneToMany);
  const tellings = [
    tellingsOfAll(
      told.map(one => one.tellings[0]),
      (c, n) => places[c]!.range[0] + n,
      matching.sizes[0],
    ),
    tellingsOfAll(
      told.map(one => one.tellings[1]),
      (c, n) => told[c]!.seen[n]!,
      matching.sizes[1],
    ),
  ] as const;
  const found = { weights, bits: kept.bits, probability, scores: by };
  return conclude(matching, pairs, found, tellings, said, candidatePairs, share =>
    onProgress(0.85 + 0.15 * share),
  );
}
