import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseOsm } from '../../core/change/osm-files.ts';
import { control } from './control.ts';
import { type OsmApiServer, startOsmApi } from './start-osm-api.ts';
import type { Kept } from './world.ts';

const HELP = `An OSM API 0.6 server with a map in memory, for tests and for trying things out on this machine.

  npx tsx test/servers/osm-api/main.ts [--port 0] [--map FILE.osm] [--state FILE.json] [--redirect ADDRESS]

  --map       the elements that it begins with
  --state     is written after each change, and taken instead of --map where it is there
  --redirect  where sign-ins may come back to, as often as needed
  --rails     answers as openstreetmap-website does, not as cgimap before it`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    map: { type: 'string' },
    state: { type: 'string' },
    redirect: { type: 'string', multiple: true, default: [] },
    rails: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

type State = Kept & Readonly<{ tokens: readonly (readonly [string, number, readonly string[]])[] }>;

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  const { state: file } = values;
  const state: State | null = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  const elements = values.map ? parseOsm(readFileSync(values.map, 'utf8')).map(({ element }) => element) : [];
  const save = () => {
    if (!file) return;
    const tokens = [...server.oauth.tokens].map(([token, { user, scopes }]) => [token, user.id, scopes]);
    writeFileSync(`${file}.new`, JSON.stringify({ ...server.world.kept(), tokens }));
    renameSync(`${file}.new`, file);
  };
  const server: OsmApiServer = await startOsmApi({
    ...(state ? { kept: state } : { elements }),
    rules: { dialect: values.rails ? 'rails' : 'cgimap' },
    app: { redirectUris: [...values.redirect], scopes: ['openid', 'read_prefs', 'write_api'] },
    port: Number(values.port),
    beside: (request, response, server) => control(request, response, server, save),
    onChange: save,
  });
  for (const [token, uid, scopes] of state?.tokens ?? []) {
    const user = server.world.accounts.get(uid);
    if (user) server.oauth.tokens.set(token, { user, scopes });
  }
  console.log(`OSM API 0.6 at ${server.url}, application ${server.oauth.app.id}`);
}

await main();
