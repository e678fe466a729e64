import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { guardedLookup, PrivateAddress } from './public-address.ts';

/** milliseconds */
export type Silence = Readonly<{
  /** until a connection stands */
  connect: number;
  /** until the head of an answer */
  headers: number;
  /** between two pieces of a body */
  body: number;
}>;

/**
 * Connections of one fetch. Close it when the body has ended.
 * @param may which addresses may be connected to; null: all, for servers that the operator's settings name. The check stands where the
 *   connection is made, so that no redirect and no second look-up goes around it.
 */
export function agentFor(may: ((address: string) => boolean) | null, silence: Silence): Agent {
  const times = { headersTimeout: silence.headers, bodyTimeout: silence.body };
  if (!may) return new Agent({ ...times, connect: { timeout: silence.connect } });
  const connect = buildConnector({
    lookup: guardedLookup(may),
    timeout: silence.connect,
  } as buildConnector.BuildOptions);
  return new Agent({
    ...times,
    connect: (to, callback) => {
      const literal = to.hostname.replace(/^\[|\]$/g, '');
      // A literal address is never looked up.
      if (isIP(literal) && !may(literal))
        callback(new PrivateAddress(`${literal} is inside a private network`), null);
      else connect(to, callback);
    },
  });
}
