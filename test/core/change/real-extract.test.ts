import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../backend/core/answer/answer.ts';
import type { Challenge } from '../../../backend/core/challenge/challenge.ts';
import { toJosm } from '../../../backend/core/change/josm.ts';
import { toOsmChange } from '../../../backend/core/change/osm-change.ts';
import { throughGate } from '../../../backend/core/change/through-gate.ts';
import { toChanges } from '../../../backend/core/change/to-changes.ts';
import type { Feature } from '../../../backend/core/feature.ts';
import { readCommunity } from '../../../backend/sources/community/read-community.ts';
import { sharedData } from '../../shared-data.ts';
import { challenge, fix, position, set, settled } from './facts.ts';
import { hasOsmium, osmiumCount, osmiumCountAfter } from './osmium.ts';

const version = { version: 'test' };

/** Every kind of edit in turn, decided by the place in the list. */
function answerTo(feature: Feature, i: number): Answer {
  const away = position([feature.at[0] + 0.002, feature.at[1]]);
  const answers: readonly Answer[] = [
    fix({ tags: [set('ref:test', `R${i} & "é"`)] }),
    fix(away),
    fix({ lifecycle: 'disused' }),
    fix({ ...away, tags: [set('name', 'Moved'), set('phone', null)] }),
  ];
  return answers[i % answers.length]!;
}

describe.skipIf(!sharedData || !hasOsmium)('edits of a real extract', () => {
  it.each(['monaco', 'andorra'])(
    'of %s are read and applied by osmium, and add only the nodes that are new',
    async name => {
      const map = join(sharedData!, 'osm', `${name}.osm.gz`);
      const filter = ['amenity=*', 'tourism=*', 'shop=*'];
      const cafes: Challenge = { ...challenge, community: { ...challenge.community, filter } };
      const { features } = await readCommunity(map, { filter });
      expect(features.length).toBeGreaterThan(200);
      expect(features.every(({ element }) => element)).toBe(true);
      const tasks = features.map((feature, i) =>
        settled(feature.id, { community: feature }, answerTo(feature, i)),
      );
      const made = toChanges(tasks, new Map(), cafes);
      const { permit, changes, notPossible } = throughGate(made.changes, cafes);
      expect(notPossible).toEqual([]);
      const explained = new Set([
        ...made.notPossible.map(({ task }) => task),
        ...changes.flatMap(c => c.tasks),
      ]);
      expect(explained.size).toBe(tasks.length);
      expect(new Set(made.notPossible.map(({ reason }) => reason))).not.toContain('element-state-unknown');

      const osc = toOsmChange(changes, permit, version);
      const created = changes.filter(({ edit }) => edit.action === 'create').length;
      const counted = osmiumCount('change.osc', osc);
      expect(counted['nodes']! + counted['ways']! + counted['relations']!).toBe(changes.length);
      const nothing = osmiumCountAfter(map, toOsmChange([], permit, version));
      expect(osmiumCountAfter(map, osc)).toEqual({ ...nothing, nodes: nothing['nodes']! + created });
      expect(osmiumCount('changes.osm', toJosm(changes, permit, version))).toEqual(counted);
    },
  );
});
