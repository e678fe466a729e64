import type { Agent, Dispatcher } from 'undici';
import { request } from 'undici';
import { PASSING, Passing, retryAfter } from '../../net/passing.ts';
import { megabytes } from '../bytes/limits.ts';
import { FileFault } from '../file-fault.ts';
import { agentFor } from './agent.ts';
import { startClock } from './clock.ts';
import { noAnswer } from './no-answer.ts';
import { isPublicAddress } from './public-address.ts';
import { ENCODINGS, received } from './received.ts';
import { tryAgain } from './try-again.ts';

export const URL_LIMITS = {
  /** redirects that are followed; each address is checked like the first */
  redirects: 5,
  /** milliseconds until a connection stands */
  connect: 30_000,
  /** milliseconds until the head of an answer, and between two pieces of its body */
  silence: 60_000,
  /** milliseconds of one try */
  total: 3_600_000,
  /** bytes; an address that sends more is given up. A file of one's own may be as large as the disk. */
  largest: 4 * 2 ** 30,
  attempts: 4,
  /** milliseconds */
  firstWait: 2_000,
  /** milliseconds */
  longestWait: 60_000,
  /** milliseconds; a server that asks to wait for longer is not waited for */
  longestRetryAfter: 600_000,
};

export type FetchOptions = Readonly<{
  userAgent: string;
  limits?: Partial<typeof URL_LIMITS>;
  /** Addresses that may be connected to; the public internet unless said. */
  may?: (address: string) => boolean;
  signal?: AbortSignal;
  /** What was sent the last time, where it is still at hand: asks for the bytes only if they have changed. */
  last?: Validators;
}>;

/** What an answer said of its version (RFC 9110, 8.8). They speak of the one address that sent it, after all redirects. */
export type Validators = Readonly<{ sentBy: string; etag: string | null; lastModified: string | null }>;

/** `saved` is null where nothing has changed since the last time. */
export type Sent<T> = Validators & Readonly<{ saved: T | null }>;

export const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/**
 * Fetches what lies at an http(s) address. `save` is given the bytes without their Content-Encoding, once for each try.
 * @throws FileFault for an address inside a private network, a status that says no, no answer, or too large a one
 */
export async function fetchUrl<T>(
  source: string,
  save: (bytes: AsyncIterable<Buffer>) => Promise<T>,
  options: FetchOptions,
): Promise<Sent<T>> {
  const limits = { ...URL_LIMITS, ...options.limits };
  const first = parse(source, source);
  const once = async () => {
    const { connect, silence } = limits;
    const agent = agentFor(options.may ?? isPublicAddress, { connect, headers: silence, body: silence });
    const clock = startClock(limits.total, options.signal);
    try {
      return await follow(source, first, save, { ...options, limits, agent, signal: clock.signal });
    } catch (fault) {
      throw clock.signal.aborted ? clock.signal.reason : fault;
    } finally {
      clock.stop();
      await agent.destroy();
    }
  };
  return await tryAgain(once, { source, place: first.host }, limits, options.signal);
}

type Going = FetchOptions & Readonly<{ limits: typeof URL_LIMITS; agent: Agent; signal: AbortSignal }>;

async function follow<T>(
  source: string,
  first: URL,
  save: (bytes: AsyncIterable<Buffer>) => Promise<T>,
  going: Going,
): Promise<Sent<T>> {
  const { limits, last } = going;
  let url = first;
  for (let hop = 0; hop <= limits.redirects; hop++) {
    const known = last?.sentBy === url.href ? last : undefined;
    const { statusCode, headers, body } = await ask(source, url, known, going);
    if (statusCode === 304 && known) {
      await body.dump();
      return { ...known, saved: null };
    }
    if (statusCode === 200) {
      refuseLarge(source, headers['content-length'], limits.largest, body);
      const saved = await save(received(source, body, headers['content-encoding'], limits.largest));
      const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : null);
      return {
        saved,
        sentBy: url.href,
        etag: text(headers.etag),
        lastModified: text(headers['last-modified']),
      };
    }
    await body.dump({ limit: 2 ** 16 });
    const to = headers.location;
    if (PASSING.has(statusCode))
      throw new Passing(`answered with status ${statusCode}`, retryAfter(headers['retry-after']));
    if (statusCode < 300 || statusCode > 399 || typeof to !== 'string')
      throw new FileFault(source, url.host, refusalWords(statusCode));
    if (!URL.canParse(to, url.href))
      throw new FileFault(source, url.host, 'redirects to something that is not an address');
    url = parse(source, new URL(to, url).href);
  }
  throw new FileFault(source, url.host, `redirects more than ${limits.redirects} times`);
}

async function ask(
  source: string,
  url: URL,
  known: Validators | undefined,
  { agent, signal, userAgent }: Going,
): Promise<Dispatcher.ResponseData> {
  try {
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      headers: {
        'user-agent': userAgent,
        'accept-encoding': ENCODINGS,
        ...(known?.etag && { 'if-none-match': known.etag }),
        ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
      },
    });
    // A body that is given up fails; whoever reads it is told, and without a listener it would end the process.
    answer.body.on('error', () => {});
    return answer;
  } catch (fault) {
    throw noAnswer(source, url.host, fault as Error);
  }
}

function refuseLarge(
  source: string,
  length: string | string[] | undefined,
  largest: number,
  body: Dispatcher.ResponseData['body'],
): void {
  if (!(Number(length) > largest)) return;
  body.destroy();
  throw new FileFault(source, `byte ${largest}`, `is larger than the ${megabytes(largest)} that are fetched`);
}

function refusalWords(status: number): string {
  const words: Readonly<Record<number, string>> = {
    401: 'asks for a password (status 401): download the file and name your copy',
    403: 'may not be read (status 403)',
    404: 'there is nothing at this address (status 404)',
    410: 'there is nothing at this address any more (status 410)',
  };
  return words[status] ?? `answered with status ${status} instead of a file`;
}

/** The fault names no more of an address with a password than its server. */
function parse(source: string, address: string): URL {
  if (!URL.canParse(address)) throw new FileFault(source, address, 'is not an address');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FileFault(source, address, 'only http and https addresses are read');
  if (url.username !== '' || url.password !== '')
    throw new FileFault(
      `${url.protocol}//${url.host}`,
      'address',
      'has a user name or password in it, which would be kept and shown: download the file and name your copy',
    );
  return url;
}
