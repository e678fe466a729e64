import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { reason } from '../../start/reach.ts';
import { liveHolder } from '../../store/opening/lock.ts';
import { freeOn } from '../../store/opening/refuse-full-disk.ts';
import type { Check } from '../doctor.ts';

const OLDEST_NODE = [20, 19] as const;
/** bytes; an empty embedded database takes 60 MB, a country's fire stations a few more */
const SPACE = 500e6;
/** milliseconds for a server on the network to answer */
const PATIENCE = 5_000;

export function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const what = `Node.js ${process.versions.node}`;
  return ok
    ? { state: 'ok', what }
    : {
        state: 'missing',
        what,
        wayOut: `${OLDEST_NODE.join('.')} or later is needed, see https://nodejs.org`,
      };
}

export async function* checkFolder(dataDir: string): AsyncGenerator<Check> {
  // The first folder on the way up that is there: what is below it is made at the start.
  let there = dataDir;
  while (!existsSync(there)) there = dirname(there);
  if (!statSync(there).isDirectory()) {
    yield {
      state: 'missing',
      what: `data folder ${dataDir}`,
      wayOut: `${there} is a file: set DATA_DIR to a folder`,
    };
    return;
  }
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    yield {
      state: 'ok',
      what: `data folder ${dataDir}${there === dataDir ? '' : ' (made at the first start)'}`,
    };
  } catch {
    const wayOut = `${there} cannot be written: change its owner, or set DATA_DIR`;
    yield { state: 'missing', what: `data folder ${dataDir}`, wayOut };
    return;
  }
  const room = freeOn(dataDir);
  const free = `${(room / 1e9).toFixed(1)} GB free there`;
  yield room > SPACE
    ? { state: 'ok', what: free }
    : { state: 'missing', what: free, wayOut: 'make room, or set DATA_DIR to another disk' };
  const holder = await liveHolder(dataDir);
  if (holder) yield { state: 'ok', what: `Jalon runs on it: process ${holder.pid} on ${holder.host}` };
}

/** Servers that others run: without them old data is shown, and no map; both are said where they matter. */
export async function checkServers(
  { osmApiUrl, layers, contact, overpassUrls }: Config,
  usesOverpass: boolean,
): Promise<Check[]> {
  const tile = layers[0]!.url.replace('{s}', 'a').replace(/\{[zxy]\}/g, '0');
  const agent = `Jalon doctor${contact ? ` (${contact})` : ''}`;
  const asked = [
    {
      what: `OpenStreetMap API ${osmApiUrl}`,
      address: `${osmApiUrl}/api/capabilities`,
      lost: 'elements are not re-read',
    },
    {
      what: `map tiles ${new URL(tile).origin}`,
      address: tile,
      lost: 'the base map is outlines of land and borders',
    },
    ...(usesOverpass ? overpassUrls : []).map(url => ({
      what: `Overpass ${url}`,
      // Says how busy the server is and queries nothing: https://dev.overpass-api.de/overpass-doc/en/preface/commons.html
      address: url.replace(/\/interpreter$/, '/status'),
      lost: 'sources that begin with overpass: are not read from it',
    })),
  ];
  return Promise.all(
    asked.map(async ({ what, address, lost }): Promise<Check> => {
      try {
        const response = await fetch(address, {
          headers: { 'user-agent': agent },
          signal: AbortSignal.timeout(PATIENCE),
        });
        await response.body?.cancel();
        if (response.ok) return { state: 'ok', what };
        return { state: 'optional', what, wayOut: `answers ${response.status}; ${lost}` };
      } catch (fault) {
        const why = reason((fault as Error).cause ?? fault);
        return { state: 'optional', what, wayOut: `not reached (${why}); ${lost}` };
      }
    }),
  );
}

const PROGRAMS = [
  { name: 'chromium', use: 'tests in a browser', from: 'apt-get install chromium' },
  { name: 'osmium', use: 'cutting large extracts', from: 'apt-get install osmium-tool' },
  {
    name: 'josm',
    use: 'opening changes in an editor',
    from: 'apt-get install josm, or https://josm.openstreetmap.de',
  },
] as const;

export function* checkPrograms(path: string = process.env['PATH'] ?? ''): Generator<Check> {
  for (const { name, use, from } of PROGRAMS) {
    const folder = path.split(delimiter).find(place => place !== '' && existsSync(join(place, name)));
    yield folder
      ? { state: 'ok', what: `${name}, for ${use}` }
      : { state: 'optional', what: `${name}, for ${use}`, wayOut: from };
  }
}
