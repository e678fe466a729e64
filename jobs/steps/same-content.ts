import { isDeepStrictEqual } from 'node:util';
import { compareText } from '../../backend/core/compare-text.ts';
import type { Feature } from '../../backend/core/feature.ts';
import type { Snapshot } from '../../backend/core/snapshot/snapshot.ts';
import { jsonb } from '../../backend/store/jsonb.ts';

/**
 * Whether two snapshots say the same of the same places, in whatever bytes and order, at whatever time: a live source is
 * of another minute each time it is asked.
 */
export function sameContent(a: Snapshot, b: Snapshot): boolean {
  if (a.features.length !== b.features.length || a.rows !== b.rows) return false;
  const rest = ({ coverage, columns, rejected, warnings }: Snapshot) =>
    asStored({ coverage, columns, rejected: rejected.map(({ row: _, ...why }) => why), warnings });
  if (!isDeepStrictEqual(rest(a), rest(b))) return false;
  const [left, right] = [byId(a.features), byId(b.features)];
  return left.every((feature, i) => isDeepStrictEqual(comparable(feature), comparable(right[i]!)));
}

const byId = (features: readonly Feature[]): readonly Feature[] =>
  [...features].sort((a, b) => compareText(a.id, b.id));

const comparable = ({ changedAt, ...rest }: Feature): unknown =>
  asStored({ ...rest, changedAt: changedAt === undefined ? null : Date.parse(changedAt) });

/** As it comes back from the database. */
const asStored = (value: unknown): unknown => JSON.parse(jsonb(value));
