import type { Feature } from '../../backend/core/feature.ts';
import { syntheticPair } from '../synthetic.ts';
import { citiesPair } from './cities.ts';
import { filesToResult } from './files-to-result.ts';
import { joined, middle, type Part, sizes } from './part.ts';
import { MIXES, type Plan, RADIUS } from './plan.ts';

const nameless = (features: readonly Feature[]): readonly Feature[] =>
  features.map(({ tags: { name: _, ...tags }, ...feature }) => ({ ...feature, tags }));

/** The command line on points without names, on towns, where a place has few neighbours, and in cities. */
export const wholeFiles = async ({ files: count, repeat }: Plan): Promise<Part> => {
  const towns = syntheticPair(count);
  const asFeatures = (side: 'official' | 'community') => towns[side].map(place => ({ side, ...place }));
  const named = { official: asFeatures('official'), community: asFeatures('community'), truth: towns.truth };
  const shapes = {
    points: { ...named, official: nameless(named.official), community: nameless(named.community) },
    towns: named,
    cities: citiesPair({ official: count, community: count, nearby: 30, radius: RADIUS, ...MIXES.usual }),
  };
  const parts: Part[] = [];
  for (const [shape, pair] of Object.entries(shapes)) {
    const found = await filesToResult(pair, RADIUS, repeat);
    const { wall_s } = middle(found.runs);
    const peaks = found.runs.flatMap(({ peak_rss_mb }) => peak_rss_mb ?? []);
    const peak = peaks.length > 0 ? Math.max(...peaks) : null;
    const name = `jalon match, files to result, ${shape}`;
    const again = `the same in a process that has done it before, ${shape}`;
    parts.push({
      rows: [
        [name, sizes(count), wall_s, '', peak ?? '?', found.f1, found.possible],
        [again, sizes(count), found.again_s, '', '', '', ''],
      ],
      figures: {
        [`files_${shape}_wall_s`]: wall_s,
        [`files_${shape}_again_wall_s`]: found.again_s,
        [`files_${shape}_peak_rss_mb`]: peak,
        [`files_${shape}_f1`]: found.f1,
      },
      bars: [{ label: `jalon match, ${shape}`, value: wall_s }],
      notes: [],
    });
  }
  return joined(parts);
};
