import type { Challenge, TagFilter } from '../../core/challenge/challenge.ts';
import { CHALLENGE_DEFAULTS } from '../../core/challenge/challenge-defaults.ts';
import { commandWords } from '../../core/command-words.ts';
import type { Side } from '../../core/feature.ts';
import { isOverpass } from '../../sources/overpass/area.ts';
import { filterOf, flagsOf, HELP, mapOf, officialOf, READING, TEXT, TEXTS } from '../flags.ts';
import { fromHere, toHere } from '../here.ts';
import { UsageFault } from '../usage-fault.ts';
import { templates, templateWords } from './templates.ts';

/** How the flags of COMPARING are written, for every command that compares two files. */
export const COMPARING_FLAGS = `[--challenge hydrants]
    [--official-id COLUMN] [--community-id COLUMN] [--map name=NAAM,ref=CODE] [--community-map name=NAAM]
    [--crs EPSG:31370] [--x COLUMN --y COLUMN] [--filter amenity=fire_station] [--area W,S,E,N|FILE] [--radius METRES]`;

/** What the flags of COMPARING mean. */
export const COMPARING_HELP = `  --challenge CHALLENGE          compare as a challenge does that comes with Jalon; what else is said here goes before it
  --official-id, --community-id  the column that identifies a row; an OSM element has its own id
  --map KEY=COLUMN,…             which column is which OSM key; for the community file too, unless --community-map says otherwise
  --crs, --x, --y                the coordinate system of the official file, and the columns that hold it
  --filter FILTER                which elements of the community file belong: key=value, key=a|b, key=*, key!=value, !key, joined
                                 by &. Given several times, one of them must hold
  --area W,S,E,N or FILE         compare here only: a box in degrees, or the polygons of a GeoJSON file
  --radius METRES                pairs further apart are not considered unless they share an identifier; ${CHALLENGE_DEFAULTS.match.radius} unless the challenge says another`;

export const comparingNotes = async (): Promise<string> => `Challenges: ${await templateWords()}.
--map, --community-map and --filter may be given several times. Exit code 2 where a file or a word cannot be used.`;

export const matchUsage =
  async (): Promise<string> => `jalon match --official FILE --community FILE --out FILE ${COMPARING_FLAGS}

Compares two files and writes one JSON line for each match and for each place without one; a summary goes to stderr. The
format of a file is told from its content; its places are where longitude and latitude, or x and y, seem to be.

${COMPARING_HELP}
  --out FILE                     - is the standard output

${await comparingNotes()}`;

/** Which two files are compared, and how. */
export type CompareArguments = Readonly<{
  /** Absolute. */
  official: string;
  /** Absolute. */
  community: string;
  /** What the rest goes by where nothing is said; null: rules that follow from the data. */
  challenge: Challenge | null;
  /** How the official file is read. */
  reading: ReturnType<typeof officialOf>;
  communityId?: string;
  communityMap: Readonly<Record<string, string>>;
  filter: readonly TagFilter[];
  /** Four degrees or a file. */
  area?: string;
  /** metres */
  radius?: number;
}>;

export type MatchArguments = CompareArguments &
  Readonly<{
    /** Absolute; `-` is the standard output. */
    out: string;
  }>;

const radiusOf = (text: string): number => {
  const radius = Number(text);
  if (!Number.isFinite(radius) || radius <= 0 || radius > 100_000) {
    throw new UsageFault(`--radius ${text}: write metres, more than 0 and at most 100000`);
  }
  return radius;
};

const challengeOf = async (id: string): Promise<Challenge> => {
  const found = (await templates()).find(challenge => challenge.id === id);
  if (!found)
    throw new UsageFault(`--challenge ${id}: there is no such challenge; there are ${await templateWords()}`);
  return found;
};

const fileOf = (command: string, side: Side, source: string): string => {
  // Not isRemote of the sources: it would load the client that fetches, for nothing.
  if (/^https?:\/\//iu.test(source) || isOverpass(source))
    throw new UsageFault(
      `--${side} ${source}: ${command} reads files; addresses are for ${commandWords(`run CHALLENGE --${side} ${source}`)}`,
    );
  return fromHere(source);
};

/** The flags of every command that compares two files. */
export const COMPARING = {
  ...READING,
  official: TEXT,
  community: TEXT,
  challenge: TEXT,
  'community-id': TEXT,
  'community-map': TEXTS,
  area: TEXT,
  radius: TEXT,
} as const;

/** As `flagsOf` gives them. */
type Told = Readonly<{
  [F in keyof typeof COMPARING]?: (typeof COMPARING)[F] extends typeof TEXTS ? string[] : string;
}>;

/** @param others flags that the command needs beside the two files, with what was said. @throws UsageFault */
export const comparingOf = async (
  command: string,
  told: Told,
  others: Readonly<Record<string, string | undefined>>,
): Promise<CompareArguments> => {
  const { official, community } = told;
  const missing = Object.entries({ official, community, ...others })
    .filter(([, value]) => !value)
    .map(([flag]) => `--${flag}`);
  if (!official || !community || missing.length > 0) {
    throw new UsageFault(
      `${missing.join(' and ')} missing; ${commandWords(`${command} --help`)} says how it is called`,
    );
  }
  return {
    official: fileOf(command, 'official', official),
    community: fileOf(command, 'community', community),
    challenge: told.challenge === undefined ? null : await challengeOf(told.challenge),
    reading: officialOf(told),
    communityId: told['community-id'],
    communityMap: mapOf('--community-map', told['community-map'] ?? []),
    filter: (told.filter ?? []).map(filterOf),
    area: told.area,
    radius: told.radius === undefined ? undefined : radiusOf(told.radius),
  };
};

/** The words of `jalon match`; null where help is asked for. @throws UsageFault */
export const parseMatch = async (args: readonly string[]): Promise<MatchArguments | null> => {
  const { values } = flagsOf({ args: [...args], options: { ...COMPARING, out: TEXT, help: HELP } });
  if (values.help) return null;
  const { out = '' } = values;
  return { ...(await comparingOf('match', values, { out })), out: toHere(out) };
};
