import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type Rereader, rereader } from '../osm/rereader.ts';

/** Undefined where tasks are shown as the last comparison found them. */
export function rereaderOf(config: Config, log: Logger): Rereader | undefined {
  const { rereadAfter, osmApiUrl, contact } = config;
  if (rereadAfter === null) return undefined;
  return rereader({
    api: { osmApiUrl, contact },
    believed: rereadAfter,
    onFault: fault =>
      log.warn({ err: fault }, 'elements could not be read again: tasks are shown as they were'),
  });
}
