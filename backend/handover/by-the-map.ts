import type { Config } from '../config.ts';
import type { Challenge } from '../core/challenge/challenge.ts';
import { isReal } from '../core/change/element-ref.ts';
import { type SettledTask, type ToChanges, toChanges } from '../core/change/to-changes.ts';
import type { OsmElement } from '../core/feature.ts';
import { OsmApiFault } from '../osm/osm-api-fault.ts';
import { readElements } from '../osm/read-elements.ts';
import { readUsers } from '../osm/read-users.ts';
import { untilKnown } from './until-known.ts';

/** What settled answers become by what the map has now. */
export type ByTheMap = Readonly<{
  made: ToChanges;
  /** A sentence for people when the map could not be read; null when it was, or need not be. */
  failure: string | null;
}>;

/** A person waits for the answer: a server that does not answer is told sooner than in a job. */
const LIMITS = { attempts: 2, requestTime: 10_000, totalTime: 20_000, firstWait: 500 };
/** milliseconds that an answer of the map serves the next one who asks */
const FRESH = 60_000;
/** milliseconds for which a server that could not be reached is not asked again */
const REST = 30_000;
/** How many are asked for together: what was read before a failure is kept. */
const ELEMENTS = 300;
const NODES = 20;

type Kept<T> = Readonly<{ value: T; until: number }>;
const elementsKept = new Map<string, Kept<OsmElement | 'gone'>>();
const usersKept = new Map<string, Kept<readonly string[]>>();
const failed = new Map<string, Kept<string>>();

/**
 * Reads the elements whose state the edits need, and who uses those that they move, merge or empty. Where the map cannot be read, what
 * was read before decides; it never throws for it.
 */
export async function byTheMap(
  settled: readonly SettledTask[],
  challenge: Challenge,
  config: Pick<Config, 'osmApiUrl' | 'contact'>,
): Promise<ByTheMap> {
  const elements = new Map<string, OsmElement | 'gone'>();
  const usedBy = new Map<string, readonly string[]>();
  const api = { ...config, limits: LIMITS };
  try {
    const made = await untilKnown(
      settled,
      challenge,
      { elements, usedBy },
      {
        elements: refs =>
          readThrough(config, elementsKept, ELEMENTS, real(refs, challenge), part => readElements(part, api)),
        users: refs =>
          readThrough(config, usersKept, NODES, real(refs, challenge), part => readUsers(part, api)),
      },
    );
    return { made, failure: null };
  } catch (fault) {
    if (!(fault instanceof OsmApiFault)) throw fault;
    return { made: toChanges(settled, elements, challenge, usedBy), failure: fault.message };
  }
}

/** Samples are made up, ids and all. */
const real = (refs: readonly string[], { sample }: Challenge): string[] =>
  sample ? [] : [...new Set(refs)].filter(isReal).sort();

/** What was read lately is not asked for again, nor is a server that has just failed. */
async function readThrough<T>(
  { osmApiUrl }: Pick<Config, 'osmApiUrl'>,
  kept: Map<string, Kept<T>>,
  part: number,
  refs: readonly string[],
  read: (refs: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<Map<string, T>> {
  const now = Date.now();
  for (const [key, { until }] of kept) if (until <= now) kept.delete(key);
  const keyOf = (ref: string) => `${osmApiUrl} ${ref}`;
  const missing = refs.filter(ref => !kept.has(keyOf(ref)));
  const down = failed.get(osmApiUrl);
  if (missing.length > 0 && down && down.until > now) throw new OsmApiFault(osmApiUrl, null, down.value);
  for (let start = 0; start < missing.length; start += part) {
    try {
      for (const [ref, value] of await read(missing.slice(start, start + part)))
        kept.set(keyOf(ref), { value, until: now + FRESH });
    } catch (fault) {
      if (fault instanceof OsmApiFault)
        failed.set(osmApiUrl, { value: fault.message, until: Date.now() + REST });
      throw fault;
    }
  }
  return new Map(refs.flatMap(ref => (kept.has(keyOf(ref)) ? [[ref, kept.get(keyOf(ref))!.value]] : [])));
}
