import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, buildConnector, request } from 'undici';
import { FileFault } from '../backend/sources/file-fault.ts';
import { guardedLookup, isPublicAddress, PrivateAddress } from './public-address.ts';

export const FETCH_DEFAULTS = {
  /** redirects that are followed; each address is checked like the first */
  redirects: 5,
  /** milliseconds until the first byte of an answer, and between two pieces of its body */
  silence: 60_000,
  /** addresses that may be connected to */
  may: isPublicAddress,
  /** who asks, for the operator of the other side: name, and a way to reach us */
  userAgent: 'Jalon',
};
export type FetchOptions = typeof FETCH_DEFAULTS;

export const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/**
 * The body of what lies at an http(s) address, as it was sent.
 * @throws FileFault for an address inside a private network, any status but 200, or no answer
 */
export async function fetchSource(source: string, options: Partial<FetchOptions> = {}): Promise<Readable> {
  const { redirects, silence, may, userAgent } = { ...FETCH_DEFAULTS, ...options };
  const agent = guardedAgent(may);
  let url = parse(source, source);
  for (let hop = 0; hop <= redirects; hop++) {
    const answer = await request(url, {
      dispatcher: agent,
      headersTimeout: silence,
      bodyTimeout: silence,
      headers: { 'user-agent': userAgent, 'accept-encoding': 'identity' },
    }).catch((fault: Error) => {
      throw new FileFault(source, url.host, reasonOf(fault));
    });
    const { statusCode, headers, body } = answer;
    if (statusCode === 200) {
      body.once('close', () => void agent.close());
      return body;
    }
    await body.dump({ limit: 2 ** 16 });
    const to = headers.location;
    if (statusCode < 300 || statusCode > 399 || typeof to !== 'string')
      throw new FileFault(source, url.host, `answered with status ${statusCode} instead of a file`);
    url = parse(source, new URL(to, url).href);
  }
  throw new FileFault(source, url.host, `redirects more than ${redirects} times`);
}

function parse(source: string, address: string): URL {
  if (!URL.canParse(address)) throw new FileFault(source, address, 'is not an address');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FileFault(source, address, 'only http and https addresses are read');
  return url;
}

/** The check stands where the connection is made, so that no redirect and no second look-up goes around it. */
function guardedAgent(may: (address: string) => boolean): Agent {
  const connect = buildConnector({
    lookup: guardedLookup(may),
    timeout: 30_000,
  } as buildConnector.BuildOptions);
  return new Agent({
    connect: (to, callback) => {
      const literal = to.hostname.replace(/^\[|\]$/g, '');
      // A literal address is never looked up.
      if (isIP(literal) && !may(literal))
        callback(new PrivateAddress(`${literal} is inside a private network`), null);
      else connect(to, callback);
    },
  });
}

function reasonOf(fault: Error & { code?: string }): string {
  if (fault instanceof PrivateAddress) return `refused: ${fault.message}`;
  return `cannot be reached (${fault.code ?? fault.message})`;
}
