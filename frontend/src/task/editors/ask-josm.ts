/** Milliseconds in which a JOSM that listens says so. */
const HELLO = 3000;
/** Milliseconds for one deed: JOSM may ask its user first. */
const PATIENCE = 60_000;

export type JosmAnswer = 'done' | 'silent' | 'refused';

const ask = (address: string, time: number) =>
  fetch(address, { signal: AbortSignal.timeout(time), credentials: 'omit' });

/** @param base scheme, host and port of its remote control */
export async function josmListens(base: string): Promise<boolean> {
  try {
    await ask(`${base}/version`, HELLO);
    return true;
  } catch {
    return false;
  }
}

/** Sends JOSM its requests one after the other; the first that it does not do ends it. */
export async function askJosm(base: string, requests: readonly string[]): Promise<JosmAnswer> {
  if (!(await josmListens(base))) return 'silent';
  try {
    for (const request of requests) if (!(await ask(request, PATIENCE)).ok) return 'refused';
  } catch {
    return 'refused';
  }
  return 'done';
}
