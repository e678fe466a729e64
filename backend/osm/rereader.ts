import { setTimeout as pause } from 'node:timers/promises';
import type { LonLat, OsmElement } from '../core/feature.ts';
import type { AskLimits, OsmApi } from './ask.ts';
import { readElements } from './read-elements.ts';

/** `points`: where a way's nodes are, as far as they could be read. `at`: when it was read. */
export type Reread = Readonly<{
  state: Readonly<{ element: OsmElement; points: readonly LonLat[] }> | 'gone';
  at: Date;
}>;

export type Rereader = Readonly<{
  /**
   * These elements as the map has them now, as far as they can be had in time: what is missing could not be read, and why does
   * not matter to whoever waits. Never throws for it.
   */
  read: (refs: readonly string[], now: Date) => Promise<ReadonlyMap<string, Reread>>;
  /** What was read already, and not too long ago. */
  known: (refs: readonly string[], now: Date) => ReadonlyMap<string, Reread>;
}>;

const PRESETS = {
  /** milliseconds that somebody waits for it; what comes later serves the next one */
  patience: 1_500,
  /** milliseconds in which those who ask meanwhile are put into one request */
  gather: 20,
  /** milliseconds for which a server that could not be reached is left alone */
  rest: 30_000,
  /** nodes of a way beyond which it stays where it was */
  nodes: 500,
  /** elements that are remembered */
  kept: 20_000,
};
/** One try: whoever comes next tries again. */
const LIMITS: Partial<AskLimits> = {
  attempts: 1,
  requestTime: 8_000,
  totalTime: 10_000,
  bodySize: 8 * 1024 * 1024,
};

type Options = Readonly<{
  api: OsmApi;
  /** Seconds for which what was read is believed. */
  believed: number;
  onFault?: (fault: unknown) => void;
  presets?: Partial<typeof PRESETS>;
}>;

/**
 * Reads elements again for whoever takes a task: those who ask at the same time share a request, one request is under way at a time,
 * what was read lately is not asked for again, and a server that fails is left alone for a while.
 */
export function rereader({ api, believed, onFault = () => undefined, presets }: Options): Rereader {
  const { patience, gather, rest, nodes, kept } = { ...PRESETS, ...presets };
  const limited = { ...api, limits: { ...LIMITS, ...api.limits } };
  const known = new Map<string, Reread>();
  let notBefore = 0;
  /** Those that will be asked for together, and the end of that. */
  let next: Readonly<{ refs: Set<string>; end: Promise<void> }> | null = null;
  let last: Promise<void> = Promise.resolve();

  const isFresh = (ref: string, now: Date): boolean => {
    const read = known.get(ref);
    return read !== undefined && now.getTime() - read.at.getTime() < believed * 1000;
  };
  const freshOf = (refs: readonly string[], now: Date): ReadonlyMap<string, Reread> =>
    new Map(refs.filter(ref => isFresh(ref, now)).map(ref => [ref, known.get(ref)!]));

  function keep(ref: string, read: Reread): void {
    // At the end of the order, in which the oldest go first.
    known.delete(ref);
    known.set(ref, read);
    for (const [oldest] of known) {
      if (known.size <= kept) break;
      known.delete(oldest);
    }
  }

  async function readAll(refs: readonly string[], now: Date): Promise<void> {
    const read = await readElements(refs, limited);
    const ways = [...read.values()].filter(one => one !== 'gone' && one.type === 'way');
    const corners = ways.flatMap(way => (way.nodes.length <= nodes ? way.nodes.map(id => `node/${id}`) : []));
    const at = await readElements(corners, limited);
    const pointsOf = (element: OsmElement): LonLat[] => {
      const found = element.type === 'way' ? element.nodes.map(id => at.get(`node/${id}`)) : [];
      const points = found.flatMap(node =>
        node && node !== 'gone' && node.type === 'node' ? [node.at] : [],
      );
      // A corner that cannot be had: the way stays where it was.
      return points.length === found.length ? points : [];
    };
    for (const [ref, state] of read)
      keep(ref, { state: state === 'gone' ? state : { element: state, points: pointsOf(state) }, at: now });
  }

  /** Together with whatever is wanted until the request before has ended. */
  function join(refs: readonly string[], now: Date): Promise<void> {
    if (!next) {
      const wanted = new Set<string>();
      const begin = async () => {
        await pause(gather);
        next = null;
        const missing = [...wanted].filter(ref => !isFresh(ref, now));
        if (missing.length > 0 && performance.now() >= notBefore) await readAll(missing, now);
      };
      const end = last.then(begin).catch(fault => {
        notBefore = performance.now() + rest;
        onFault(fault);
      });
      next = { refs: wanted, end };
      last = end;
    }
    for (const ref of refs) next.refs.add(ref);
    return next.end;
  }

  return {
    known: freshOf,
    async read(refs, now) {
      const missing = refs.filter(ref => !isFresh(ref, now));
      if (missing.length > 0 && performance.now() >= notBefore) {
        let late: NodeJS.Timeout | undefined;
        const enough = new Promise<void>(done => {
          late = setTimeout(done, patience);
        });
        await Promise.race([join(missing, now), enough]);
        clearTimeout(late);
      }
      return freshOf(refs, now);
    },
  };
}
