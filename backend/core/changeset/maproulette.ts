import type { Change } from '../change/change.ts';
import { refOf } from '../change/element-ref.ts';
import { toOsmChange, type WriteOptions } from '../change/osm-change.ts';
import { outgoing } from '../change/outgoing.ts';
import type { LonLat } from '../feature.ts';
import type { Permit } from '../licence/gate.ts';
import { type Bundle, bundlesOf } from './bundles.ts';

/** Before each line: a record separator (RFC 8142), which tells MapRoulette that a line is a task. */
const RECORD = '\u001e';
/** Of `cooperativeWork`: https://learn.maproulette.org/documentation/creating-cooperative-challenges/ */
const VERSION = 2;
const TAG_FIX = 1;
const CHANGE_FILE = 2;

/**
 * A challenge for MapRoulette, a task a line: what was settled as a fix of tags that is confirmed there, or as a change file that
 * an editor opens. Fictional tasks come without the work. Same changes, same bytes.
 * @param placesOf where a task may be shown
 * @throws Error where the permit does not cover a value, or a check finds what the API would refuse
 */
export function toMapRoulette(
  changes: readonly Change[],
  permit: Permit,
  placesOf: (task: string) => readonly LonLat[],
  options: WriteOptions,
): string {
  // The whole is checked, and refused, as one.
  outgoing(changes, permit);
  return bundlesOf(changes, placesOf)
    .map(bundle => `${RECORD}${JSON.stringify(taskOf(bundle, permit, options))}\n`)
    .join('');
}

function taskOf({ changes, tasks, points }: Bundle, permit: Permit, options: WriteOptions): object {
  const features = (points.length > 0 ? points.slice(0, 1) : [null]).map(at => ({
    type: 'Feature',
    id: elementsOf(changes)[0] ?? tasks[0],
    geometry: at && { type: 'Point', coordinates: at },
    properties: {
      '@id': elementsOf(changes)[0],
      tasks: tasks.join(' '),
      ...(!permit.production && { fictional: true }),
    },
  }));
  const work = permit.production ? { cooperativeWork: workOf(changes, permit, options) } : {};
  return { type: 'FeatureCollection', features, ...work };
}

const elementsOf = (changes: readonly Change[]): string[] =>
  changes.flatMap(({ edit }) => (edit.action === 'create' ? [] : [refOf(edit.before)]));

function workOf(changes: readonly Change[], permit: Permit, options: WriteOptions): object {
  const fix = tagFixOf(changes);
  if (fix) return { meta: { version: VERSION, type: TAG_FIX }, operations: [fix] };
  const content = base64(toOsmChange(changes, permit, options));
  return {
    meta: { version: VERSION, type: CHANGE_FILE },
    file: { type: 'xml', format: 'osc', encoding: 'base64', content },
  };
}

/** Null where it is more than other tags of one element. */
function tagFixOf([change, ...others]: readonly Change[]): object | null {
  const edit = change?.edit;
  if (others.length > 0 || edit?.action !== 'modify') return null;
  const { before, after } = edit;
  const { tags: was, ...place } = before;
  const { tags, ...now } = after;
  if (JSON.stringify(place) !== JSON.stringify(now)) return null;
  const set = Object.fromEntries(Object.entries(tags).filter(([key, value]) => was[key] !== value));
  const unset = Object.keys(was).filter(key => tags[key] === undefined);
  return {
    operationType: 'modifyElement',
    data: {
      id: refOf(before),
      operations: [
        ...(Object.keys(set).length > 0 ? [{ operation: 'setTags', data: set }] : []),
        ...(unset.length > 0 ? [{ operation: 'unsetTags', data: unset }] : []),
      ],
    },
  };
}

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join(''));
