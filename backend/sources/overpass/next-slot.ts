import { request } from 'undici';
import type { agentFor } from '../fetch/agent.ts';

/** milliseconds; a server that does not tell this at once is not waited for */
const PATIENCE = 10_000;

/**
 * When a server has a slot for us again, as its status page tells: Overpass answers 429 without saying for how long
 * (https://wiki.openstreetmap.org/wiki/Overpass_API#Rate_limiting). Milliseconds; 0 where it does not say.
 */
export async function nextSlot(
  interpreter: URL,
  userAgent: string,
  dispatcher: ReturnType<typeof agentFor>,
  signal: AbortSignal,
): Promise<number> {
  if (!interpreter.pathname.endsWith('/interpreter')) return 0;
  try {
    const { statusCode, body } = await request(new URL('status', interpreter), {
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      headers: { 'user-agent': userAgent },
    });
    body.on('error', () => {});
    const text = await body.text();
    return statusCode === 200 ? waitOf(text) : 0;
  } catch {
    // It was only asked how long to wait.
    return 0;
  }
}

function waitOf(status: string): number {
  if (/^[1-9]\d* slots? available now/mu.test(status)) return 0;
  const seconds = [...status.matchAll(/^Slot available after: .*, in (-?\d+) seconds/gmu)].map(([, n]) =>
    Number(n),
  );
  return seconds.length > 0 ? 1000 * Math.max(0, Math.min(...seconds)) : 0;
}
