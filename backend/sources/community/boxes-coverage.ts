import type { Bbox } from '../../core/feature.ts';
import type { Coverage } from '../../core/snapshot/snapshot.ts';

/** The boxes that an extract says it was cut out of, which may overlap; null where it says none. */
export const boxesCoverage = (boxes: readonly Bbox[]): Coverage | null => {
  const of = boxes.map(box => ({ kind: 'box', box }) as const);
  if (of.length === 0) return null;
  return of.length === 1 ? of[0]! : { kind: 'any-of', of };
};
