import { METRES_PER_DEGREE } from '../../../../backend/core/geo.ts';
import type { FeatureView, TaskView } from '../../../../backend/http/contract/task.ts';
import type { LonLat } from '../../map/place.ts';
import type { Pin, Scene } from '../../map/scene.svelte.ts';
import { type Actor, actorsOf } from './actors.ts';

export type SceneWords = Readonly<{
  nameOf: (actor: Actor) => string;
  distance: (metres: number) => string;
}>;

/** Every corner of a shape, so that the whole of it is framed. */
function cornersOf(shape: FeatureView['shape']): LonLat[] {
  const found: LonLat[] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === 'number' && typeof part[1] === 'number') found.push([part[0], part[1]]);
    else part.forEach(walk);
  };
  walk(shape?.coordinates);
  return found;
}

/** A circle's outermost points, near enough for framing. */
function around([lon, lat]: LonLat, metres: number): LonLat[] {
  const north = metres / METRES_PER_DEGREE;
  const east = north / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  return [
    [lon - east, lat - north],
    [lon + east, lat + north],
  ];
}

/** The two places whose distance the first question is about. */
function lineOf(task: TaskView, actors: readonly Actor[], words: SceneWords): Scene['line'] {
  const found = task.discrepancies.find(one => 'metres' in one);
  if (!found || !('metres' in found)) return undefined;
  const own = (side: Actor['side']) => actors.find(one => one.side === side && !one.elsewhere)?.feature;
  const byId = (id: string | undefined) => actors.find(({ feature }) => feature.id === id)?.feature;
  const ends = {
    moved: [task.official, task.community],
    'possible-match': [
      task.official ?? task.community,
      found.kind === 'possible-match' ? byId(found.candidate) : null,
    ],
    'identifier-conflict': [
      task.community ?? task.official,
      found.kind === 'identifier-conflict' ? byId(found.other) : null,
    ],
    duplicate: found.kind === 'duplicate' ? [own(found.side), byId(found.others[0])] : [],
  }[found.kind];
  const [from, to] = ends;
  return from && to ? { from: from.at, to: to.at, label: words.distance(found.metres) } : undefined;
}

/** What the map shows of a task before anything is said: the places, the line with its length, shapes. */
export function sceneOf(task: TaskView, words: SceneWords): Scene {
  const { area } = task;
  const actors = actorsOf(task);
  const pins = actors.map(
    (actor): Pin => ({
      mark: actor.side,
      at: actor.feature.at,
      label: words.nameOf(actor),
    }),
  );
  const line = lineOf(task, actors, words);
  return {
    key: `${task.id} ${task.factsDigest}`,
    pins,
    ...(line ? { line } : {}),
    shapes: actors.flatMap(({ side, feature: { shape } }) => (shape ? [{ mark: side, shape }] : [])),
    ...(area ? { circle: area } : {}),
    frame: [
      ...pins.map(({ at }) => at),
      ...actors.flatMap(({ feature, elsewhere }) => (elsewhere ? [] : cornersOf(feature.shape))),
      ...(area ? around(area.centre, area.radius) : []),
    ],
    maxZoom: pins.length > 1 ? 19 : 17,
  };
}
