import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Store } from '../../store/connect.ts';
import { inParts } from '../../store/jsonb.ts';
import { askedDigests, factsPinsOf, type Pin } from '../../store/tasks/task-queries.ts';
import { areasOf } from './shown-places.ts';

/** milliseconds for which it is remembered which tasks ask, and where their areas are; whether one is free, its claim finds out */
const REMEMBERED = 60_000;
/** tasks whose facts are read together; between two such parts others have their turn */
const PART = 1_000;

export type Area = Pick<Pin, 'id' | 'at' | 'kinds'>;
type Known = ReadonlyMap<string, Area & Readonly<{ digest: string }>>;
type Kept = Readonly<{ radius: number; readAt: number; areas: Promise<Known> }>;

const kept = new WeakMap<Store, Map<string, Kept>>();

/**
 * The areas of all tasks of a challenge that ask, by id. Only those whose facts are new are computed again: a hundred thousand
 * findings take seconds to read.
 * @param patience milliseconds; what was read so long ago at most may serve
 * @returns `now`: they are of this moment
 */
export async function askedAreas(
  store: Store,
  challenge: Challenge,
  now: Date,
  patience = REMEMBERED,
): Promise<Readonly<{ areas: readonly Area[]; now: boolean }>> {
  const all = kept.get(store) ?? new Map<string, Kept>();
  kept.set(store, all);
  const { radius } = challenge.match;
  const last = all.get(challenge.id);
  const known = last?.radius === radius ? last : null;
  if (known && now.getTime() - known.readAt < patience)
    return { areas: [...(await known.areas).values()], now: false };
  const areas = read(store, challenge, known?.areas ?? Promise.resolve(new Map()));
  const one: Kept = { radius, readAt: now.getTime(), areas };
  all.set(challenge.id, one);
  // What could not be read is read by whoever comes next.
  areas.catch(() => all.get(challenge.id) === one && all.delete(challenge.id));
  return { areas: [...(await areas).values()], now: true };
}

async function read(store: Store, challenge: Challenge, before: Promise<Known>): Promise<Known> {
  const known = await before.catch((): Known => new Map());
  const asked = await askedDigests(store, challenge.id);
  const areas = new Map(known);
  const missing = [...asked].filter(([id, digest]) => areas.get(id)?.digest !== digest).map(([id]) => id);
  for (const part of inParts(missing, PART))
    for (const { id, at, kinds, digest } of await areasOf(store, challenge, await factsPinsOf(store, part)))
      areas.set(id, { id, at, kinds, digest });
  return new Map([...asked.keys()].flatMap(id => (areas.has(id) ? [[id, areas.get(id)!]] : [])));
}
