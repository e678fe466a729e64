import type { FeatureView, TaskView } from '../../../backend/http/contract.ts';
import type { LonLat, Pin, Scene } from '../map/scene.svelte.ts';
import { letter } from './parts.ts';

export type SceneWords = Readonly<{
  official: string;
  community: string;
  distance: (metres: number) => string;
}>;

/** Every corner of a shape, so that the whole of it is framed. */
function corners(shape: FeatureView['shape']): LonLat[] {
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
  const north = metres / 111_320;
  const east = north / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  return [
    [lon - east, lat - north],
    [lon + east, lat + north],
  ];
}

/** What the map shows of a task before anything is said: both places, the line with its length, shapes. */
export function sceneOf(task: TaskView, words: SceneWords): Scene {
  const { official, community, area } = task;
  const mentioned = mentionedOthers(task);
  const several = task.discrepancies.some(({ kind }) => kind === 'duplicate');
  const pins: Pin[] = [];
  if (official)
    pins.push({
      mark: 'official',
      at: official.at,
      label: named(words.official, several && mentioned.some(o => o.side === 'official') ? 0 : null),
    });
  if (community)
    pins.push({
      mark: 'community',
      at: community.at,
      label: named(words.community, several && mentioned.some(o => o.side === 'community') ? 0 : null),
    });
  const counted = { official: official ? 1 : 0, community: community ? 1 : 0 };
  for (const other of mentioned) {
    const index = counted[other.side]++;
    pins.push({ mark: other.side, at: other.at, label: named(words[other.side], several ? index : null) });
  }
  const length = task.discrepancies
    .map(found => ('metres' in found ? found.metres : null))
    .find(m => m !== null);
  const [first, second] = pins;
  return {
    key: `${task.id} ${task.factsDigest}`,
    pins,
    ...(first && second && length != null
      ? { line: { from: first.at, to: second.at, label: words.distance(length) } }
      : {}),
    shapes: [official, community, ...mentioned].flatMap(feature =>
      feature?.shape
        ? [
            {
              mark:
                feature === official || ('side' in feature && feature.side === 'official')
                  ? ('official' as const)
                  : ('community' as const),
              shape: feature.shape,
            },
          ]
        : [],
    ),
    ...(area ? { circle: area } : {}),
    frame: [
      ...pins.map(({ at }) => at),
      ...corners(community?.shape ?? null),
      ...corners(official?.shape ?? null),
      ...(area ? around(area.centre, area.radius) : []),
    ],
    maxZoom: pins.length > 1 ? 17.5 : 16.5,
  };
}

const named = (word: string, index: number | null) => (index === null ? word : `${letter(index)} · ${word}`);

/** The further features that a discrepancy of this task names. */
export function mentionedOthers(task: TaskView): TaskView['others'] {
  const ids = new Set(
    task.discrepancies.flatMap(found => {
      if (found.kind === 'duplicate') return found.others;
      if (found.kind === 'identifier-conflict') return [found.other];
      if (found.kind === 'possible-match') return [found.candidate];
      return [];
    }),
  );
  return task.others.filter(({ id }) => ids.has(id));
}
