import type { TagFilter } from '../../core/challenge/challenge.ts';
import { gaveUp, waitAfter } from '../../net/backoff.ts';
import { Passing } from '../../net/passing.ts';
import { userAgent } from '../../net/user-agent.ts';
import { FileFault } from '../file-fault.ts';
import { overpassArea } from './area.ts';
import { askOverpass, ServerRefuses } from './ask-overpass.ts';
import { overpassQuery } from './query.ts';
import type { Turns } from './turns.ts';

export const OVERPASS_LIMITS = {
  /** milliseconds until a connection stands */
  connect: 30_000,
  /** milliseconds until the head of an answer: longer than the query's own timeout */
  headers: 360_000,
  /** milliseconds between two pieces of a body */
  silence: 60_000,
  /** milliseconds of one try */
  total: 900_000,
  /** bytes of an answer */
  largest: 2 ** 30,
  /** tries at each server */
  attempts: 5,
  /** milliseconds */
  firstWait: 15_000,
  /** milliseconds */
  longestWait: 300_000,
  /** milliseconds; a server that asks to wait for longer is left alone, and the next one is asked */
  longestRetryAfter: 900_000,
  /** milliseconds; what a server asks for is kept to up to here, by all workers */
  longestPause: 86_400_000,
};

export type OverpassOptions = Readonly<{
  /** The preferred server first. */
  overpassUrls: readonly string[];
  /** seconds between two requests to a server */
  overpassPause: number;
  contact: string;
  turns: Turns;
  limits?: Partial<typeof OVERPASS_LIMITS>;
  signal?: AbortSignal;
}>;

/** How far the asking has come; plain data, since another process may go on with it. */
export type Asking = Readonly<{
  /** Which of the servers is asked, 0 first. */
  server: number;
  /** Tries that it has had. */
  tries: number;
  /** What the servers before it said. */
  said: readonly string[];
}>;
export const BEGIN_ASKING: Asking = { server: 0, tries: 0, said: [] };

/** The answer, or what to come back with, and after how many milliseconds. `host`: who is waited for. */
export type Outcome<T> = Readonly<{ answer: T }> | Readonly<{ later: number; asking: Asking; host: string }>;

/**
 * Asks for the elements of a source `overpass:AREA` if it is our turn, once. `save` is given the bytes of an answer.
 * @throws FileFault for what cannot be asked, and with what each server said where the last one has failed
 */
export async function tryOverpass<T>(
  source: string,
  filter: readonly TagFilter[],
  save: (bytes: AsyncIterable<Buffer>) => Promise<T>,
  asking: Asking,
  options: OverpassOptions,
): Promise<Outcome<T>> {
  const query = overpassQuery(source, overpassArea(source), filter);
  const { turns, contact, overpassPause, overpassUrls, signal } = options;
  if (contact.trim() === '')
    throw new FileFault(
      source,
      'CONTACT',
      'Overpass servers want to know who asks: set CONTACT to an e-mail or web address of yours, or name a file instead',
    );
  const url = overpassUrls[asking.server];
  if (url === undefined) throw new FileFault(source, 'Overpass', asking.said.join('; '));
  const server = new URL(url);
  const { host } = server;
  const next = (words: string): Asking => ({
    server: asking.server + 1,
    tries: 0,
    said: [...asking.said, `${host}: ${words}`],
  });
  const turn = await turns.take(host);
  if (typeof turn === 'number') return { later: turn, asking, host };
  const limits = { ...OVERPASS_LIMITS, ...options.limits };
  const signals = [signal, turn.lost];
  let pause = overpassPause * 1000;
  try {
    return {
      answer: await askOverpass({
        source,
        server,
        query,
        userAgent: userAgent(contact),
        limits,
        signals,
        save,
      }),
    };
  } catch (fault) {
    if (fault instanceof ServerRefuses) return { later: 0, asking: next(fault.message), host };
    if (!(fault instanceof Passing)) throw fault;
    const tries = asking.tries + 1;
    const last = tries >= limits.attempts || fault.wait > limits.longestRetryAfter;
    const wait = last ? fault.wait : waitAfter(tries, fault.wait, limits, Math.random);
    // Whoever comes next waits as well: the server is busy for everybody here.
    pause = Math.max(pause, Math.min(wait, limits.longestPause));
    return last
      ? { later: 0, asking: next(gaveUp(fault, tries, limits)), host }
      : { later: pause, asking: { ...asking, tries }, host };
  } finally {
    await turn.end(pause);
  }
}
