import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { What } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { Reply } from './routes.ts';

/** Bytes of UTF-8 in a header, as the real ones send it: nothing that HTTP forbids there, at most 250 characters. */
const inHeader = (words: string): string =>
  Buffer.from(words.slice(0, 250))
    .toString('latin1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replaceAll(/[\x00-\x1f\x7f]/g, ' ');

/** What is answered where a request was refused; anything else that went wrong is a fault of this server. */
export function refused(fault: unknown): Reply {
  if (!(fault instanceof Refusal)) throw fault;
  const { status, message, headers } = fault;
  return {
    status,
    headers: {
      'content-type': message === '' ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
      ...(message !== '' && { error: inHeader(message) }),
      ...headers,
    },
    body: message,
  };
}

/** Sends an answer, or what a fault leaves of it. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  fault: What | null,
): void {
  const { status, headers, body } = reply;
  // What is packed could not end too early without being noticed.
  const packs = /\bgzip\b/.test(String(request.headers['accept-encoding'])) && fault?.kind !== 'cut-body';
  const bytes = packs && body !== '' ? gzipSync(body) : Buffer.from(body);
  const encoding = packs && body !== '' ? { 'content-encoding': 'gzip' } : {};
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const breaks = fault?.kind === 'half-body' || fault?.kind === 'cut-body' || fault?.kind === 'slow-body';
  const length = breaks ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(status, { ...headers, ...encoding, ...length, vary: 'Accept-Encoding' });
  if (fault?.kind === 'cut-body') response.end(half);
  else if (fault?.kind === 'half-body') response.write(half, () => request.socket.destroy());
  else if (fault?.kind === 'slow-body') response.write(half);
  else response.end(bytes);
}
