import { fetch } from 'undici';
import { answerOfStatus, type UploadAnswer } from '../../core/changeset/machine.ts';
import { retryAfter } from '../../net/passing.ts';
import { userAgent } from '../../net/user-agent.ts';

/** A server of the OSM API 0.6 that is written to, as somebody. */
export type WriteApi = Readonly<{
  /** `https://master.apis.dev.openstreetmap.org` */
  server: string;
  /** Of OAuth 2.0, with `write_api`; null where only what everybody may see is asked for. */
  token: string | null;
  contact: string;
  limits?: Partial<WriteLimits>;
}>;

const LIMITS = {
  /** milliseconds for one request, its body included: the server works on 10,000 edits for a minute or two */
  requestTime: 300_000,
  /** bytes of one answer, unpacked */
  bodySize: 64 * 1024 * 1024,
  /** characters of what the server says that are kept */
  words: 500,
};
export type WriteLimits = Readonly<typeof LIMITS>;

/** What was asked for, or what the server said instead. `wait`: milliseconds that it asks for, 0 where it asks for none. */
export type Said<T> =
  | Readonly<{ said: 'ok'; value: T }>
  | Readonly<{ said: UploadAnswer; status: number | null; words: string; wait: number }>;

export type Request = Readonly<{ method: 'GET' | 'PUT' | 'POST'; path: string; body?: string }>;

/**
 * One request, never repeated: whoever asks knows whether it may be. What is not a whole 200 that parses is told by what it means;
 * no answer, or half of one, is `unclear`. Never throws for what a server or a network does.
 */
export async function send<T>(
  api: WriteApi,
  { method, path, body }: Request,
  parse: (text: string) => T,
): Promise<Said<T>> {
  const limits = { ...LIMITS, ...api.limits };
  const { host } = new URL(api.server);
  const unclear = (words: string, status: number | null = null): Said<T> => ({
    said: 'unclear',
    status,
    words: `${host}: ${words}`,
    wait: 0,
  });
  try {
    const response = await fetch(`${api.server}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/xml, text/plain;q=0.9',
        ...(api.token !== null && { authorization: `Bearer ${api.token}` }),
        'user-agent': userAgent(api.contact),
        ...(body !== undefined && { 'content-type': 'text/xml; charset=utf-8' }),
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(limits.requestTime),
    });
    const { status } = response;
    const text = await textOf(response.body, limits.bodySize);
    if (status === 200) {
      try {
        return { said: 'ok', value: parse(text) };
      } catch (fault) {
        return unclear(`an answer that cannot be read (${(fault as Error).message})`, status);
      }
    }
    const answer = status < 400 ? 'unclear' : answerOfStatus(status);
    return {
      said: answer,
      status,
      words: `${host}: ${status}${saidIn(text, response.headers, limits.words)}`,
      wait: retryAfter(response.headers.get('retry-after')),
    };
  } catch (fault) {
    return unclear(wordsOf(fault));
  }
}

/** The API says in plain text what is wrong; a page of a proxy says nothing to people. */
function saidIn(text: string, headers: { get(name: string): string | null }, most: number): string {
  const words = (headers.get('error') ?? text).replace(/\p{Cc}+/gu, ' ').trim();
  if (words === '' || words.startsWith('<')) return '';
  return ` ${words.slice(0, most)}`;
}

async function textOf(body: AsyncIterable<Uint8Array> | null, most: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw new Error(`more than ${most} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function wordsOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  if (fault.name === 'TimeoutError') return 'no complete answer in time';
  return fault.cause instanceof Error ? fault.cause.message : fault.message;
}
