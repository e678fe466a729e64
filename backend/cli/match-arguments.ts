import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TagFilter } from '../core/challenge/challenge.ts';
import { filterOf, mapOf } from './flags.ts';
import { fromHere } from './here.ts';
import { UsageFault } from './usage-fault.ts';

export const MATCH_USAGE = `jalon match --official FILE --community FILE --out FILE
    [--official-id COLUMN] [--community-id COLUMN] [--map name=NAAM,ref=CODE] [--community-map name=NAAM]
    [--crs EPSG:31370] [--x COLUMN --y COLUMN] [--filter amenity=fire_station] [--area W,S,E,N|FILE] [--radius METRES]

Compares two files and writes one JSON line for each match and for each place without one; a summary goes to stderr.
The format of a file is told from its content. --filter may be given several times: an element of the community file
belongs when one of them holds. --area is a box in degrees, or a GeoJSON file with polygons. --out - is the standard output.`;

export type MatchArguments = Readonly<{
  official: string;
  community: string;
  /** `-` is the standard output. */
  out: string;
  officialId?: string;
  communityId?: string;
  map: Readonly<Record<string, string>>;
  communityMap: Readonly<Record<string, string>>;
  crs?: string;
  x?: string;
  y?: string;
  filter: readonly TagFilter[];
  /** Four degrees or a file. */
  area?: string;
  /** metres */
  radius?: number;
}>;

const mapsOf = (option: string, texts: readonly string[]): Record<string, string> =>
  Object.assign({}, ...texts.map(text => mapOf(option, text)));

const radiusOf = (text: string): number => {
  const radius = Number(text);
  if (!Number.isFinite(radius) || radius <= 0 || radius > 100_000) {
    throw new UsageFault(`--radius ${text}: write metres, more than 0 and at most 100000`);
  }
  return radius;
};

/** npm runs a script in the project's folder; the file belongs where the person called it. */
const outOf = (path: string): string => {
  const called = process.env['npm_lifecycle_event'] === undefined ? undefined : process.env['INIT_CWD'];
  return path === '-' ? path : resolve(called ?? '.', path);
};

/** The words of `jalon match`; null where help is asked for. Throws UsageFault. */
export const parseMatch = (args: readonly string[]): MatchArguments | null => {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  const parse = () =>
    parseArgs({
      args: [...args],
      options: {
        official: text,
        community: text,
        out: text,
        'official-id': text,
        'community-id': text,
        map: texts,
        'community-map': texts,
        crs: text,
        x: text,
        y: text,
        filter: texts,
        area: text,
        radius: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  let values: ReturnType<typeof parse>;
  try {
    values = parse();
  } catch (error) {
    throw new UsageFault((error as Error).message);
  }
  if (values.help) return null;
  const { official, community, out } = values;
  if (!official || !community || !out) {
    const missing = [!official && '--official', !community && '--community', !out && '--out'].filter(Boolean);
    throw new UsageFault(`${missing.join(' and ')} missing; jalon match --help says how it is called`);
  }
  if ((values.x === undefined) !== (values.y === undefined)) {
    throw new UsageFault('--x and --y go together: name both columns');
  }
  return {
    official: fromHere(official),
    community: fromHere(community),
    out: outOf(out),
    officialId: values['official-id'],
    communityId: values['community-id'],
    map: mapsOf('--map', values.map ?? []),
    communityMap: mapsOf('--community-map', values['community-map'] ?? []),
    crs: values.crs,
    x: values.x,
    y: values.y,
    filter: (values.filter ?? []).map(filterOf),
    area: values.area,
    radius: values.radius === undefined ? undefined : radiusOf(values.radius),
  };
};
