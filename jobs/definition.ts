import { createHash } from 'node:crypto';
import { ownVersion } from '../backend/config.ts';
import type { Challenge } from '../backend/core/challenge/challenge.ts';
import type { SourceOverride } from '../backend/store/tables.ts';

/** The definition with what a run was told beyond it. Mappings add to each other, the rest replaces. */
export function withOverride(definition: Challenge, override: SourceOverride | undefined): Challenge {
  if (!override?.official && !override?.community) return definition;
  const official = { ...definition.official, ...override.official };
  if (definition.official.map && override.official?.map)
    official.map = { ...definition.official.map, ...override.official.map };
  return { ...definition, official, community: { ...definition.community, ...override.community } };
}

export function mergeOverrides(earlier: SourceOverride, later: SourceOverride | undefined): SourceOverride {
  const official = { ...earlier.official, ...later?.official };
  if (earlier.official?.map && later?.official?.map)
    official.map = { ...earlier.official.map, ...later.official.map };
  const community = { ...earlier.community, ...later?.community };
  return {
    ...(Object.keys(official).length > 0 && { official }),
    ...(Object.keys(community).length > 0 && { community }),
  };
}

/**
 * Hex digest of everything but the data that decides what a comparison says, our own version included: the same bytes
 * under the same digest need not be compared again. Words, licences and answers change nothing of it.
 */
export function definitionDigest({ official, community, match, rules, classes }: Challenge): string {
  const { at: _, licence: _l, attribution: _a, ...reading } = official;
  const parts = { version: ownVersion(), reading, filter: community.filter, match, rules, classes };
  return createHash('sha256').update(inOrder(parts)).digest('hex');
}

/** JSON with sorted keys: a definition that went through the database says the same in another order. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
