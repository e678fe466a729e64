import { bundled } from '../../../challenges/bundled.ts';
import type { Challenge, TagFilter } from '../../core/challenge/challenge.ts';
import { CHALLENGE_DEFAULTS } from '../../core/challenge/challenge-defaults.ts';
import { commandWords } from '../../core/command-words.ts';
import type { Side } from '../../core/feature.ts';
import { isOverpass } from '../../sources/overpass/area.ts';
import { filterOf, flagsOf, HELP, mapOf, officialOf, READING, TEXT, TEXTS } from '../flags.ts';
import { fromHere, toHere } from '../here.ts';
import { UsageFault } from '../usage-fault.ts';

const challengeIds = (): readonly string[] => bundled.filter(({ sample }) => !sample).map(({ id }) => id);

export const MATCH_USAGE = `jalon match --official FILE --community FILE --out FILE [--challenge hydrants]
    [--official-id COLUMN] [--community-id COLUMN] [--map name=NAAM,ref=CODE] [--community-map name=NAAM]
    [--crs EPSG:31370] [--x COLUMN --y COLUMN] [--filter amenity=fire_station] [--area W,S,E,N|FILE] [--radius METRES]

Compares two files and writes one JSON line for each match and for each place without one; a summary goes to stderr. The
format of a file is told from its content; its places are where longitude and latitude, or x and y, seem to be.

  --challenge CHALLENGE          compare as a challenge does that comes with Jalon; what else is said here goes before it
  --official-id, --community-id  the column that identifies a row; an OSM element has its own id
  --map KEY=COLUMN,…             which column is which OSM key; for the community file too, unless --community-map says otherwise
  --crs, --x, --y                the coordinate system of the official file, and the columns that hold it
  --filter FILTER                which elements of the community file belong: key=value, key=a|b, key=*, key!=value, !key, joined
                                 by &. Given several times, one of them must hold
  --area W,S,E,N or FILE         compare here only: a box in degrees, or the polygons of a GeoJSON file
  --radius METRES                pairs further apart are not considered unless they share an identifier; ${CHALLENGE_DEFAULTS.match.radius} unless the challenge says another
  --out FILE                     - is the standard output

Challenges: ${challengeIds().join(', ')}.
--map, --community-map and --filter may be given several times. Exit code 2 where a file or a word cannot be used.`;

export type MatchArguments = Readonly<{
  /** Absolute. */
  official: string;
  /** Absolute. */
  community: string;
  /** Absolute; `-` is the standard output. */
  out: string;
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

const radiusOf = (text: string): number => {
  const radius = Number(text);
  if (!Number.isFinite(radius) || radius <= 0 || radius > 100_000) {
    throw new UsageFault(`--radius ${text}: write metres, more than 0 and at most 100000`);
  }
  return radius;
};

const challengeOf = (id: string): Challenge => {
  const found = bundled.find(challenge => challenge.id === id && !challenge.sample);
  if (!found)
    throw new UsageFault(
      `--challenge ${id}: there is no such challenge; there are ${challengeIds().join(', ')}`,
    );
  return found;
};

const fileOf = (side: Side, source: string): string => {
  // Not isRemote of the sources: it would load the client that fetches, for nothing.
  if (/^https?:\/\//iu.test(source) || isOverpass(source))
    throw new UsageFault(
      `--${side} ${source}: match reads files; addresses are for ${commandWords(`run CHALLENGE --${side} ${source}`)}`,
    );
  return fromHere(source);
};

/** The words of `jalon match`; null where help is asked for. @throws UsageFault */
export const parseMatch = (args: readonly string[]): MatchArguments | null => {
  const { values } = flagsOf({
    args: [...args],
    options: {
      ...READING,
      official: TEXT,
      community: TEXT,
      out: TEXT,
      challenge: TEXT,
      'community-id': TEXT,
      'community-map': TEXTS,
      area: TEXT,
      radius: TEXT,
      help: HELP,
    },
  });
  if (values.help) return null;
  const { official, community, out } = values;
  if (!official || !community || !out) {
    const missing = [!official && '--official', !community && '--community', !out && '--out'].filter(Boolean);
    throw new UsageFault(
      `${missing.join(' and ')} missing; ${commandWords('match --help')} says how it is called`,
    );
  }
  return {
    official: fileOf('official', official),
    community: fileOf('community', community),
    out: toHere(out),
    challenge: values.challenge === undefined ? null : challengeOf(values.challenge),
    reading: officialOf(values),
    communityId: values['community-id'],
    communityMap: mapOf('--community-map', values['community-map'] ?? []),
    filter: (values.filter ?? []).map(filterOf),
    area: values.area,
    radius: values.radius === undefined ? undefined : radiusOf(values.radius),
  };
};
