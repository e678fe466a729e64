import { setTimeout as pause } from 'node:timers/promises';
import type { TagFilter } from '../../core/challenge/challenge.ts';
import { BEGIN_ASKING, type OverpassOptions, tryOverpass } from './try-overpass.ts';

/**
 * Asks the Overpass servers until one has answered, and waits in between.
 * @param onWait told whom it waits for, and for how many milliseconds
 * @throws FileFault with what each server said, where none answered
 */
export async function fetchOverpass<T>(
  source: string,
  filter: readonly TagFilter[],
  save: (bytes: AsyncIterable<Buffer>) => Promise<T>,
  options: OverpassOptions,
  onWait: (host: string, milliseconds: number) => void = () => {},
): Promise<T> {
  for (let asking = BEGIN_ASKING; ; ) {
    const outcome = await tryOverpass(source, filter, save, asking, options);
    if ('answer' in outcome) return outcome.answer;
    asking = outcome.asking;
    if (outcome.later === 0) continue;
    onWait(outcome.host, outcome.later);
    await pause(outcome.later, undefined, { signal: options.signal });
  }
}
