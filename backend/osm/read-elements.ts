import { elementOf } from '../core/change/element-ref.ts';
import type { ElementType, OsmElement } from '../core/feature.ts';
import { type Asking, ask, type OsmApi, startAsking } from './ask.ts';
import { parseElements } from './parse-elements.ts';

const PATHS: Readonly<Record<ElementType, string>> = { node: 'nodes', way: 'ways', relation: 'relations' };

/** Refs of one type, so many that the address stays within its length. */
function batches(type: ElementType, ids: readonly number[], most: number): readonly (readonly number[])[] {
  const found: number[][] = [];
  let length = Number.POSITIVE_INFINITY;
  const head = `/api/0.6/${PATHS[type]}?${PATHS[type]}=`.length;
  for (const id of ids) {
    const more = String(id).length + 1;
    if (length + more > most) {
      found.push([]);
      length = head;
    }
    found.at(-1)!.push(id);
    length += more;
  }
  return found;
}

async function readOne(ref: string, into: Map<string, OsmElement | 'gone'>, asking: Asking): Promise<void> {
  const answer = await ask(`/api/0.6/${ref}`, parseElements, asking);
  const own = answer.status === 200 ? answer.body.find(read => read.ref === ref) : undefined;
  into.set(ref, own?.state ?? 'gone');
}

/**
 * A whole request answers 404 when one of its ids was never there, and 414 when it is too long: halves of it are asked
 * until the unknown ids stand alone.
 */
async function readBatch(
  type: ElementType,
  ids: readonly number[],
  into: Map<string, OsmElement | 'gone'>,
  asking: Asking,
): Promise<void> {
  if (ids.length === 0) return;
  if (ids.length === 1) return readOne(`${type}/${ids[0]}`, into, asking);
  const answer = await ask(`/api/0.6/${PATHS[type]}?${PATHS[type]}=${ids.join(',')}`, parseElements, asking);
  if (answer.status === 200) {
    for (const { ref, state } of answer.body) into.set(ref, state);
    // A server that leaves unknown ids out instead: ask for those by name.
    for (const id of ids) if (!into.has(`${type}/${id}`)) await readOne(`${type}/${id}`, into, asking);
    return;
  }
  const half = Math.ceil(ids.length / 2);
  await readBatch(type, ids.slice(0, half), into, asking);
  await readBatch(type, ids.slice(half), into, asking);
}

/**
 * The full current state of elements (`way/12`) from an OSM API 0.6 server, one request at a time; `gone` for those that
 * were deleted or never there. What the answer holds beside them is left out.
 * @throws OsmApiFault where the server cannot be read within the limits; RangeError for a ref that names no element
 */
export async function readElements(
  refs: readonly string[],
  config: OsmApi,
): Promise<Map<string, OsmElement | 'gone'>> {
  const ids: Record<ElementType, Set<number>> = { node: new Set(), way: new Set(), relation: new Set() };
  for (const ref of refs) {
    const named = elementOf(ref);
    if (!named || named.id < 1) throw new RangeError(`"${ref}" names no element of the map`);
    ids[named.type].add(named.id);
  }
  const asking = startAsking(config);
  const read = new Map<string, OsmElement | 'gone'>();
  for (const type of ['node', 'way', 'relation'] as const) {
    const sorted = [...ids[type]].sort((a, b) => a - b);
    for (const batch of batches(type, sorted, asking.limits.addressLength))
      await readBatch(type, batch, read, asking);
  }
  const wanted = new Map<string, OsmElement | 'gone'>();
  for (const ref of refs) wanted.set(ref, read.get(ref) ?? 'gone');
  return wanted;
}
