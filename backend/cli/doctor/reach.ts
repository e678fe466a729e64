import { type Config, isLoopback } from '../../config.ts';
import type { Check } from '../doctor.ts';

/** How others come to it: over what, and whether it knows who they are. */
export function* checkReach({
  publicUrl,
  trustProxy,
}: Pick<Config, 'publicUrl' | 'trustProxy'>): Generator<Check> {
  if (publicUrl === null) return;
  const { protocol, hostname } = new URL(publicUrl);
  const what = `people open ${publicUrl}`;
  if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, '')))
    yield {
      state: 'look',
      what: `${what} without TLS: whoever is on the way reads their sessions`,
      wayOut: 'put a web server that does TLS before it, and set PUBLIC_URL to its https address',
    };
  else if (protocol === 'https:' && trustProxy === 0)
    yield {
      state: 'look',
      what: `${what}, and TRUST_PROXY is 0: all of them have the address of what does TLS, and one budget together`,
      wayOut: 'set TRUST_PROXY to the number of your proxies, 1 mostly',
    };
  else yield { state: 'ok', what };
}
