import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { OfficialSource, TagFilter } from '../core/challenge/challenge.ts';
import { conditionsOf } from '../core/tags.ts';
import { UsageFault } from './usage-fault.ts';

export const TEXT = { type: 'string' } as const;
export const TEXTS = { type: 'string', multiple: true } as const;
export const HELP = { type: 'boolean', short: 'h' } as const;

/** How the two files are read: the same for every command that reads them. */
export const READING = {
  'official-id': TEXT,
  map: TEXTS,
  crs: TEXT,
  x: TEXT,
  y: TEXT,
  filter: TEXTS,
} as const;

/** @throws UsageFault for a flag that is not known, or lacks its value */
export function flagsOf<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (fault) {
    throw new UsageFault((fault as Error).message);
  }
}

/** The one challenge that a command is about. @throws UsageFault for none, or several */
export function oneChallenge(positionals: readonly string[], usage: string): string {
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0) throw new UsageFault(`one challenge is needed\n${usage}`);
  return id;
}

/** The one file that a command is about. @throws UsageFault for none, or several */
export function oneFile(positionals: readonly string[], usage: string): string {
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageFault(`one file is needed\n${usage}`);
  return file;
}

type Told = Readonly<{
  'official-id'?: string;
  map?: readonly string[];
  crs?: string;
  x?: string;
  y?: string;
}>;

/** What was told of the official file, and nothing else. @throws UsageFault */
export function officialOf(told: Told): Partial<Pick<OfficialSource, 'id' | 'map' | 'crs' | 'x' | 'y'>> {
  const { 'official-id': id, map, crs, x, y } = told;
  if ((x === undefined) !== (y === undefined))
    throw new UsageFault('--x and --y go together: name both columns');
  return {
    ...(id !== undefined && { id }),
    ...(map && { map: mapOf('--map', map) }),
    ...(crs !== undefined && { crs }),
    ...(x !== undefined && { x, y }),
  };
}

/** `name=NAAM,ref=CODE`, OSM key = column, of every time the option was given; a column may have commas in it where no key follows. */
export function mapOf(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts
      .flatMap(text => text.split(/,(?=[^,=]+=)/u))
      .map(part => {
        const at = part.indexOf('=');
        if (at < 1 || at === part.length - 1)
          throw new UsageFault(`${option} ${part}: write KEY=COLUMN, several with commas between them`);
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
}

/** @throws UsageFault for one that cannot be read */
export function filterOf(text: string): TagFilter {
  try {
    conditionsOf(text);
  } catch (fault) {
    throw new UsageFault(`--filter ${text}: ${(fault as Error).message}`);
  }
  return text;
}
