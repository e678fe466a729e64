import { setTimeout as pause } from 'node:timers/promises';
import { fetch, type Response } from 'undici';
import type { Config } from '../config.ts';
import { waitAfter } from '../net/backoff.ts';
import { PASSING, Passing, retryAfter } from '../net/passing.ts';
import { userAgent } from '../net/user-agent.ts';
import { OsmApiFault } from './osm-api-fault.ts';

export type OsmApi = Pick<Config, 'osmApiUrl' | 'contact'> &
  Readonly<{
    /** 0 to 1: spreads the waiting of several processes. */
    random?: () => number;
    limits?: Partial<AskLimits>;
  }>;

const LIMITS = {
  /** tries of one request before it is given up */
  attempts: 5,
  /** milliseconds for one request, its body included */
  requestTime: 30_000,
  /** milliseconds for everything that one call asks, its waiting included */
  totalTime: 180_000,
  /** milliseconds of the first wait; each next one is twice as long */
  firstWait: 1_000,
  /** milliseconds */
  longestWait: 30_000,
  /** bytes of one body, unpacked */
  bodySize: 64 * 1024 * 1024,
  /** characters of an address: servers take about 8,000 */
  addressLength: 4_000,
};
export type AskLimits = Readonly<typeof LIMITS>;

export type Asking = Readonly<{
  api: OsmApi;
  limits: AskLimits;
  /** Milliseconds of `performance.now()` when all must be done. */
  until: number;
}>;

export const startAsking = (api: OsmApi): Asking => {
  const limits = { ...LIMITS, ...api.limits };
  return { api, limits, until: performance.now() + limits.totalTime };
};

/** Answers that say no for good; the caller knows what they mean. */
const FINAL: ReadonlySet<number> = new Set([404, 410, 414]);

/** A body with its type, or the status that says no for good. */
export type Answer<T> = Readonly<{ status: 200; body: T }> | Readonly<{ status: 404 | 410 | 414 }>;

/** An answer that a later try may change. */
class Busy extends Passing {
  readonly status: number;
  constructor(words: string, status: number, wait: number) {
    super(words, wait);
    this.status = status;
  }
}

async function textOf(response: Response, url: string, most: number): Promise<string> {
  const tooLong = () =>
    new OsmApiFault(
      url,
      response.status,
      `${url} answered with more than ${most} bytes, which is not what was asked for.`,
    );
  if (Number(response.headers.get('content-length')) > most) {
    await response.body?.cancel();
    throw tooLong();
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLong();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function once<T>(
  url: string,
  parse: (text: string, type: string) => T,
  { api, limits, until }: Asking,
): Promise<Answer<T>> {
  // A timeout of a part of a millisecond is refused (ERR_OUT_OF_RANGE).
  const time = Math.max(1, Math.ceil(Math.min(limits.requestTime, until - performance.now())));
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json, application/xml;q=0.9',
        'user-agent': userAgent(api.contact),
      },
      signal: AbortSignal.timeout(time),
    });
    const { status } = response;
    if (status !== 200) {
      await response.body?.cancel();
      if (FINAL.has(status)) return { status: status as 404 };
      const words = `${status} ${response.statusText}`.trim();
      if (PASSING.has(status)) throw new Busy(words, status, retryAfter(response.headers.get('retry-after')));
      throw new OsmApiFault(url, status, `${url} refused to answer: ${words}.`);
    }
    const text = await textOf(response, url, limits.bodySize);
    return { status: 200, body: parse(text, response.headers.get('content-type') ?? '') };
  } catch (fault) {
    if (fault instanceof OsmApiFault || fault instanceof Passing) throw fault;
    // A time-out, a broken line, half a body that does not parse: all may be better the next time.
    throw new Passing(wordsOf(fault), 0, { cause: fault });
  }
}

function wordsOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  if (fault.name === 'TimeoutError') return 'no complete answer in time';
  return fault.cause instanceof Error ? fault.cause.message : fault.message;
}

/**
 * One GET: status before body, tried again with growing, scattered waits where that may help, never for longer than the
 * limits allow. 404, 410 and 414 are answers, not faults.
 * @throws OsmApiFault
 */
export async function ask<T>(
  path: string,
  parse: (text: string, type: string) => T,
  asking: Asking,
): Promise<Answer<T>> {
  const { api, limits, until } = asking;
  const url = `${api.osmApiUrl}${path}`;
  const random = api.random ?? Math.random;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, parse, asking);
    } catch (fault) {
      if (!(fault instanceof Passing)) throw fault;
      const wait = waitAfter(attempt, fault.wait, limits, random);
      const late = performance.now() + wait >= until;
      if (attempt >= limits.attempts || late)
        throw new OsmApiFault(
          url,
          fault instanceof Busy ? fault.status : null,
          `The OpenStreetMap API at ${api.osmApiUrl} could not be read (${fault.message}), ${attempt === 1 ? 'and there is no time left to wait' : `tried ${attempt} times`}.`,
          fault,
        );
      await pause(wait);
    }
  }
}
