import { METRES_PER_DEGREE, metres, wrap } from '../../../../backend/core/geo.ts';
import type { ChallengeView } from '../../../../backend/http/contract/challenge.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';

type LonLat = readonly [lon: number, lat: number];
export type Box = readonly [west: number, south: number, east: number, north: number];

/** What an editor is asked to show: of the map, and nothing that the licence keeps here. */
export type EditSubject = Readonly<{
  /** Elements to select (`node/12`), the task's own first. */
  elements: readonly string[];
  /** Those that lie outside the box: they are fetched by their names. */
  elsewhere: readonly string[];
  box: Box;
  changeset: NonNullable<ChallengeView['changeset']>;
}>;

/** metres around what is shown; an editor loads a box with all that is in it */
const MARGIN = 60;
/** metres; what lies further from the place is named, and not in the box */
const REACH = 1000;

/** Around points, each with metres of room; longitudes are counted from the first, so that no box goes round the world. */
function boxAround(points: readonly Readonly<{ at: LonLat; room: number }>[]): Box {
  const [origin] = points[0]?.at ?? [0];
  const sides = points.map(({ at: [lon, lat], room }) => {
    const tall = room / METRES_PER_DEGREE;
    const wide = tall / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
    const from = origin + wrap(lon - origin);
    return { west: from - wide, south: lat - tall, east: from + wide, north: lat + tall };
  });
  return [
    Math.max(-180, Math.min(...sides.map(({ west }) => west))),
    Math.max(-90, Math.min(...sides.map(({ south }) => south))),
    Math.min(180, Math.max(...sides.map(({ east }) => east))),
    Math.min(90, Math.max(...sides.map(({ north }) => north))),
  ];
}

/**
 * Null where nothing of the task can be edited on OpenStreetMap. In look-here mode a task has no official place and no official
 * value, so that none can be in here: an area is shown as far as it reaches.
 */
export function editSubject(
  task: Pick<TaskView, 'official' | 'community' | 'others' | 'area'>,
  challenge: Pick<ChallengeView, 'changeset'> | null,
): EditSubject | null {
  const { official, community, others, area } = task;
  const centre = community?.at ?? official?.at ?? area?.centre ?? others[0]?.at;
  if (!challenge?.changeset || !centre) return null;
  const near = (at: LonLat) => metres(at, centre) <= REACH;
  const ofMap = [...(community ? [community] : []), ...others.filter(({ side }) => side === 'community')];
  const real = ofMap.filter(({ url }) => url !== null);
  const shown = [...(official ? [official] : []), ...ofMap].filter(({ at }) => near(at));
  const points = shown.map(({ at }) => ({ at, room: MARGIN }));
  return {
    elements: real.map(({ id }) => id),
    elsewhere: real.filter(({ at }) => !near(at)).map(({ id }) => id),
    box: boxAround(area ? [...points, { at: area.centre, room: area.radius }] : points),
    changeset: challenge.changeset,
  };
}
