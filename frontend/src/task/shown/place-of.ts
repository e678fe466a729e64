import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { LonLat } from '../../map/place.ts';

/** Where a task is, the agency's word first; undefined where it shows no place at all. */
export const placeOf = ({ official, community, area }: TaskView): LonLat | undefined =>
  official?.at ?? community?.at ?? area?.centre;
