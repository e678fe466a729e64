import type { Coverage } from '../../../core/snapshot/snapshot.ts';
import { FileFault } from '../../file-fault.ts';
import type { OverpassArea } from '../../overpass/area.ts';
import { boundaryRings, type Outline } from './boundary-rings.ts';

/** What an answer tells of the area that was asked about, beside the elements that were asked for. */
export type QueriedArea = Readonly<{
  /** An area that the server knows. */
  area(id: number): void;
  /** Whether a relation is printed for its outline, and not because it was asked for: then it has no metadata. */
  isBoundary(version: unknown): boolean;
  boundary(id: number, outline: Outline): void;
  /** Known at the end. Null where an outline is not closed. @throws FileFault where there is no area */
  coverage(): Coverage | null;
}>;

/** Overpass numbers the areas of relations from here on. */
const OF_RELATIONS = 3_600_000_000;

export function queriedArea(file: string, asked: OverpassArea): QueriedArea {
  const areas = new Set<number>();
  const boundaries = new Map<number, Outline>();
  const coverage = (): Coverage | null => {
    if (asked.kind === 'box') return { kind: 'box', box: asked.box };
    if (areas.size === 0) throw new FileFault(file, 'area', noArea(asked, boundaries.size > 0));
    const parts: Coverage[] = [];
    for (const [id, outline] of boundaries) {
      if (!areas.has(id)) continue;
      const rings = boundaryRings(outline);
      if (rings === null) return null;
      parts.push({ kind: 'polygons', rings });
    }
    if (parts.length === 0) return null;
    return parts.length === 1 ? parts[0]! : { kind: 'any-of', of: parts };
  };
  return {
    area: id => void areas.add(id - OF_RELATIONS),
    isBoundary: version => asked.kind !== 'box' && version === undefined,
    boundary: (id, outline) => void boundaries.set(id, outline),
    coverage,
  };
}

function noArea(asked: Exclude<OverpassArea, { kind: 'box' }>, boundary: boolean): string {
  const name =
    asked.kind === 'code' ? `a boundary with the code ${asked.code} (${asked.key})` : `relation/${asked.id}`;
  return boundary
    ? `the server has made no area of ${name}: it may be broken on the map, or be no boundary. Name a box W,S,E,N instead`
    : `there is no ${name.replace(/^a /, '')} on the map: see to the area, or name a box W,S,E,N`;
}
