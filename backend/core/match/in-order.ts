import { compareText } from '../compare-text.ts';
import type { Feature } from '../feature.ts';

/** The same features in an order that does not depend on the one they came in: from west to east, then by id. */
export const inOrder = (features: readonly Feature[]): readonly Feature[] => {
  const lon = Float64Array.from(features, ({ at }) => at[0]);
  const lat = Float64Array.from(features, ({ at }) => at[1]);
  const order = Uint32Array.from(features.keys()).sort(
    (a, b) => lon[a]! - lon[b]! || lat[a]! - lat[b]! || compareText(features[a]!.id, features[b]!.id),
  );
  return Array.from(order, i => features[i]!);
};
