import { request } from 'undici';
import { PASSING, Passing, retryAfter } from '../../net/passing.ts';
import { agentFor } from '../fetch/agent.ts';
import { startClock } from '../fetch/clock.ts';
import { noAnswer } from '../fetch/no-answer.ts';
import { ENCODINGS, received } from '../fetch/received.ts';
import { FileFault } from '../file-fault.ts';
import { nextSlot } from './next-slot.ts';
import { pageWords, wholeAnswer } from './whole-answer.ts';

export type AskLimits = Readonly<{
  /** milliseconds until a connection stands */
  connect: number;
  /** milliseconds until the head of an answer; a server sends it when it has worked on the query */
  headers: number;
  /** milliseconds between two pieces of a body */
  silence: number;
  /** milliseconds for everything */
  total: number;
  /** bytes of an answer */
  largest: number;
}>;

export type Asked<T> = Readonly<{
  source: string;
  server: URL;
  query: string;
  userAgent: string;
  limits: AskLimits;
  signals: readonly (AbortSignal | undefined)[];
  save: (bytes: AsyncIterable<Buffer>) => Promise<T>;
}>;

/** A server that says no to us, whatever we ask; another one may not. */
export class ServerRefuses extends Error {
  override name = 'ServerRefuses';
}

/**
 * One POST of a query, saved only as a whole answer without an error in it.
 * @throws Passing, ServerRefuses, or FileFault for a query that no server will answer
 */
export async function askOverpass<T>(asked: Asked<T>): Promise<T> {
  const { limits, signals } = asked;
  const { connect, headers, silence: body } = limits;
  // The operator's settings name these servers: they may stand in the operator's own network.
  const agent = agentFor(null, { connect, headers, body });
  const clock = startClock(limits.total, ...signals);
  try {
    return await post(asked, agent, clock.signal);
  } catch (fault) {
    throw clock.signal.aborted ? clock.signal.reason : fault;
  } finally {
    clock.stop();
    await agent.destroy();
  }
}

async function post<T>(
  { source, server, query, userAgent, limits, save }: Asked<T>,
  dispatcher: ReturnType<typeof agentFor>,
  signal: AbortSignal,
): Promise<T> {
  const { statusCode, headers, body } = await request(server, {
    method: 'POST',
    dispatcher,
    signal,
    headers: {
      'user-agent': userAgent,
      accept: 'application/json',
      'accept-encoding': ENCODINGS,
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    },
    body: new URLSearchParams({ data: query }).toString(),
  }).catch((fault: Error) => {
    const words = noAnswer(source, server.host, fault);
    // An address that leads nowhere is one of the settings, and another one may be good.
    throw words instanceof FileFault ? new ServerRefuses(words.reason, { cause: fault }) : words;
  });
  // A body that is given up fails; whoever reads it is told, and without a listener it would end the process.
  body.on('error', () => {});
  if (statusCode === 200)
    return await save(
      wholeAnswer(source, received(source, body, headers['content-encoding'], limits.largest)),
    );
  const page = await firstOf(received(source, body, headers['content-encoding'], limits.largest));
  const words = pageWords(page);
  const said = `answered with status ${statusCode}${words ? ` (${words})` : ''}`;
  if (statusCode === 400)
    throw new FileFault(
      source,
      'query',
      `the server does not understand the query: ${words || 'status 400'}`,
    );
  if (PASSING.has(statusCode)) {
    const asked = retryAfter(headers['retry-after']);
    const wait =
      asked === 0 && statusCode === 429 ? await nextSlot(server, userAgent, dispatcher, signal) : asked;
    throw new Passing(busyWords(statusCode) ?? said, wait);
  }
  throw new ServerRefuses(said);
}

const busyWords = (status: number): string | null =>
  status === 429
    ? 'has had enough requests from here for now (status 429)'
    : status === 504
      ? 'is too busy for the query (status 504)'
      : null;

/** The beginning of a page; what follows is not waited for. */
async function firstOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of bytes) {
      pieces.push(piece);
      size += piece.length;
      if (size > 2 ** 16) break;
    }
  } catch (fault) {
    // The status has said enough.
    if (!(fault instanceof Passing) && !(fault instanceof FileFault)) throw fault;
  }
  return Buffer.concat(pieces).toString('utf8');
}
