import { metres } from '../../../backend/core/geo.ts';
import type { Box } from '../map/place.ts';
import { corners, type Pin, type Scene } from '../map/scene.svelte.ts';
import { t } from '../messages/t.svelte.ts';
import { sayDistance } from '../messages/words.ts';
import { beforeAfter, type Change, type Place } from './before-after.ts';

type Shown = Readonly<{
  key: string;
  list: readonly Change[];
  placeOf: (change: Change) => Place | null;
  /** Index into the list. */
  chosen: number | null;
  choose: (index: number) => void;
  /** What is framed where no change has a point. */
  box: Box | null;
  /** Drawn around what belongs together. */
  boxes?: readonly Box[];
}>;

/** All changes as dots, or the chosen one as it was and will be. */
export function changesScene({ key, list, placeOf, chosen, choose, box, boxes = [] }: Shown): Scene {
  const pinsOf = (change: Change): Pin[] => {
    const { before, after } = beforeAfter(change, placeOf(change));
    return [
      ...(before
        ? [{ mark: 'community' as const, at: before, label: t(after ? 'changes.before' : 'mark.community') }]
        : []),
      ...(after ? [{ mark: 'truth' as const, at: after, label: t('changes.after') }] : []),
    ];
  };
  const drawn = boxes.map((one, i) => ({ id: String(i), box: roomy(one), label: '', chosen: true }));
  const one = chosen === null ? null : list[chosen];
  const pins = one ? pinsOf(one) : [];
  if (pins.length > 0)
    return {
      key: `${key} ${chosen}`,
      pins,
      ...(pins[0] && pins[1]
        ? { line: { from: pins[0].at, to: pins[1].at, label: sayDistance(metres(pins[0].at, pins[1].at)) } }
        : {}),
      boxes: drawn,
      frame: pins.map(({ at }) => at),
      maxZoom: 16,
    };
  const points = list.map(pinsOf);
  const dots = points.flatMap((own, i) => {
    const point = own.at(-1);
    return point ? [{ id: String(i), at: point.at, tone: 'settled' as const, label: '' }] : [];
  });
  return {
    key: `${key} ${points.flat().length} ${box?.join() ?? ''}`,
    dots,
    boxes: drawn,
    frame: [
      ...points.flat().map(({ at }) => at),
      ...(box && (dots.length === 0 || boxes.includes(box)) ? corners(box) : []),
    ],
    maxZoom: 14,
    onDot: index => choose(Number(index)),
  };
}

/** Degrees around a box, so that one of a single place can be seen. */
const ROOM = 0.002;
const roomy = ([west, south, east, north]: Box): Box => [
  west - ROOM,
  south - ROOM,
  east + ROOM,
  north + ROOM,
];
