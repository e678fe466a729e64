import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../../../bench/seeded.ts';

type Answered = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}>;
/** milliseconds, or until something happens */
export type Wait = number | Promise<unknown>;

/**
 * What goes wrong with a request. Those of the first group leave the map as it is, those of the second do what was asked;
 * the desk for sign-ins knows the first group only, and faults of its own.
 */
export type What =
  | Readonly<{ kind: 'no-connection' }>
  /** The connection is closed when so many bytes of the request's body have come (default 1). */
  | Readonly<{ kind: 'half-request'; bytes?: number }>
  | (Readonly<{ kind: 'status' }> & Answered)
  /** Reads the request and never answers. */
  | Readonly<{ kind: 'silent' }>

  /** Done, and the connection is closed without a word. */
  | Readonly<{ kind: 'no-reply' }>
  /** Done, and this is answered instead. */
  | (Readonly<{ kind: 'status-after' }> & Answered)
  /** Done, and never answered. */
  | Readonly<{ kind: 'silent-after' }>
  /** The connection is closed in the middle of the answer. */
  | Readonly<{ kind: 'half-body' }>
  /** An answer that ends too early, as if it were whole. */
  | Readonly<{ kind: 'cut-body' }>
  /** Says 200 and stops talking in the middle of the answer. */
  | Readonly<{ kind: 'slow-body' }>
  /** Waits: before it begins, while it holds the lock of the changeset, or with the answer. */
  | Readonly<{ kind: 'delay'; for: Wait; when: 'before' | 'locked' | 'after' }>
  /**
   * The connection is gone once the request is read, and only then is it done: `queued` begins after the wait, `locked` takes
   * the changeset's lock at once and commits after the wait.
   */
  | Readonly<{ kind: 'late'; for: Wait; from: 'queued' | 'locked' }>;

/** Which requests it meets. */
export type When = Readonly<{
  /** `GET /api/0.6/node/*`, where a star is anything but a slash; absent: every request */
  on?: string;
  /** Lets so many of them pass first. */
  after?: number;
  /** How many it meets (default 1). */
  times?: number;
}>;
export type Fault = What & When;
export type Asked = Readonly<{ method: string; path: string }>;

export const UPLOADS = 'POST /api/0.6/changeset/*/upload';

const fits = (on: string, { method, path }: Asked): boolean => {
  const pattern = on
    .split('*')
    .map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]*');
  return new RegExp(`^${pattern}$`).test(`${method} ${path.split('?')[0]}`);
};

/** The faults that are to come: a list that tests push to. The first that fits a request meets it. */
export function faultQueue(): { faults: Fault[]; next: (asked: Asked) => What | null } {
  const faults: Fault[] = [];
  const met = new WeakMap<Fault, number>();
  const next = (asked: Asked): What | null => {
    for (const fault of faults) {
      if (fault.on !== undefined && !fits(fault.on, asked)) continue;
      const before = met.get(fault) ?? 0;
      met.set(fault, before + 1);
      const passing = fault.after ?? 0;
      if (before < passing) continue;
      if (before + 1 >= passing + (fault.times ?? 1)) faults.splice(faults.indexOf(fault), 1);
      return fault;
    }
    return null;
  };
  return { faults, next };
}

/** The page of whatever stands before the server, in HTML. */
export const proxyPage = (status: 502 | 503 | 504): What => ({
  kind: 'status',
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${status}</title></head><body><h1>${status}: try again</h1></body></html>`,
});

/** Everything that can befall a request; waits are short. */
const ALL: readonly ((random: () => number) => What)[] = [
  () => ({ kind: 'no-connection' }),
  random => ({ kind: 'half-request', bytes: Math.floor(random() * 400) }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }),
  random => proxyPage(([502, 503, 504] as const)[Math.floor(random() * 3)]!),
  () => ({ kind: 'silent' }),
  () => ({ kind: 'no-reply' }),
  () => ({ kind: 'status-after', status: 500 }),
  () => ({ kind: 'silent-after' }),
  () => ({ kind: 'half-body' }),
  () => ({ kind: 'cut-body' }),
  random => ({ kind: 'delay', for: random() * 200, when: 'before' }),
  random => ({ kind: 'delay', for: random() * 200, when: 'locked' }),
  random => ({ kind: 'delay', for: random() * 200, when: 'after' }),
  random => ({ kind: 'late', for: random() * 400, from: 'queued' }),
  random => ({ kind: 'late', for: random() * 400, from: 'locked' }),
];

/** A fault for some requests, the same ones for the same seed and requests. @param share 0 to 1: of the requests that fit */
export function randomFaults({
  seed,
  share,
  on,
}: Readonly<{ seed: number; share: number; on?: string }>): (asked: Asked) => What | null {
  const random = seeded(seed);
  return asked => {
    if (on !== undefined && !fits(on, asked)) return null;
    if (random() >= share) return null;
    return ALL[Math.floor(random() * ALL.length)]!(random);
  };
}

export const waited = (wait: Wait): Promise<unknown> =>
  typeof wait === 'number' ? pause(wait, undefined, { ref: false }) : wait;
