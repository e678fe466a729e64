import { tag, XML_HEAD } from '../../../backend/core/change/xml.ts';
import type { Account, Changeset } from './changesets.ts';
import { LARGEST_AREA, readAddress } from './reading.ts';
import { Refusal } from './refusal.ts';
import {
  changesetJson,
  changesetsXml,
  diffResultXml,
  json,
  osmChangeXml,
  osmJson,
  osmXml,
} from './render.ts';
import type { World } from './world.ts';
import {
  closeChangeset,
  createChangeset,
  findChangesets,
  retagChangeset,
  upload,
  versionsIn,
} from './writing.ts';

export type Reply = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

export type Call = Readonly<{
  method: string;
  url: URL;
  /** Whether JSON is asked for, by the address or the header. */
  json: boolean;
  body: string;
  /** Leaves unknown ids out. */
  lenient: boolean;
  /** @throws Refusal where nobody may write by the request's token */
  writer(): Account;
  /** Waits while the lock of a changeset is held. */
  hold(): Promise<unknown>;
}>;

const ok = (type: string, body: string): Reply => ({
  status: 200,
  headers: {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'private, max-age=0, must-revalidate',
  },
  body,
});
const xmlOf = (body: string) => ok('application/xml', body);
const jsonOf = (body: string) => ok('application/json', body);

type Handle = (world: World, call: Call, id: number) => Reply | Promise<Reply>;

const shown = (world: World, row: Changeset) => ({
  row,
  open: world.changesets.isOpen(row, world.now()),
});
const showOne = (world: World, call: Call, row: Changeset): Reply =>
  call.json
    ? jsonOf(json({ changeset: changesetJson(shown(world, row), world.names) }))
    : xmlOf(changesetsXml([shown(world, row)], world.names));

function capabilities({ rules }: World, call: Call): Reply {
  const about = {
    version: { minimum: '0.6', maximum: '0.6' },
    area: { maximum: LARGEST_AREA },
    waynodes: { maximum: rules.wayNodes },
    relationmembers: { maximum: rules.relationMembers },
    changesets: {
      maximum_elements: rules.maximumElements,
      default_query_limit: 100,
      maximum_query_limit: 100,
    },
    timeout: { seconds: 300 },
    status: { database: 'online', api: 'online', gpx: 'online' },
  };
  if (call.json) return jsonOf(json({ api: about, policy: { imagery: { blacklist: [] } } }));
  const api = Object.entries(about).map(([name, attributes]) => tag(name, attributes));
  return xmlOf(`${XML_HEAD}${tag('osm', { version: '0.6' }, [tag('api', {}, api)])}\n`);
}

const versions = (_: World, call: Call): Reply =>
  call.json
    ? jsonOf(JSON.stringify({ api: { versions: ['0.6'] } }))
    : xmlOf(`${XML_HEAD}<osm><api><version>0.6</version></api></osm>\n`);

/** `#` is an id. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handle>>>> = {
  '/api/versions': { GET: versions },
  '/api/capabilities': { GET: capabilities },
  '/api/0.6/capabilities': { GET: capabilities },
  '/api/0.6/changeset/create': {
    PUT: (world, call) => ok('text/plain', String(createChangeset(world, call.writer().id, call.body).id)),
  },
  '/api/0.6/changeset/#': {
    GET: (world, call, id) => showOne(world, call, world.changesets.one(id)),
    PUT: async (world, call, id) =>
      showOne(world, call, await retagChangeset(world, id, call.writer().id, call.body)),
  },
  '/api/0.6/changeset/#/close': {
    PUT: async (world, call, id) => {
      await closeChangeset(world, id, call.writer().id);
      return ok('text/plain', '');
    },
  },
  '/api/0.6/changeset/#/upload': {
    POST: async (world, call, id) =>
      xmlOf(diffResultXml(await upload(world, id, call.writer().id, call.body, call.hold))),
  },
  '/api/0.6/changeset/#/download': {
    GET: (world, _, id) => {
      world.changesets.one(id);
      return xmlOf(osmChangeXml(versionsIn(world, id), world.names, world.rules.dialect === 'rails'));
    },
  },
  '/api/0.6/changesets': {
    GET: (world, call) => {
      const found = findChangesets(world, call.url.searchParams).map(row => shown(world, row));
      return call.json
        ? jsonOf(json({ changesets: found.map(one => changesetJson(one, world.names)) }))
        : xmlOf(changesetsXml(found, world.names));
    },
  },
};

/** What the API answers. @throws Refusal */
export async function answerOf(world: World, call: Call): Promise<Reply> {
  const path = call.url.pathname.replace(/\.(json|xml)$/, '');
  const id = Number(/^\/api\/0\.6\/changeset\/(\d{1,15})(?=\/|$)/.exec(path)?.[1]);
  const route = ROUTES[path.replace(/^(\/api\/0\.6\/changeset)\/\d+(?=\/|$)/, '$1/#')];
  if (route) {
    const handle = route[call.method];
    if (!handle) throw new Refusal(405, '', { allow: Object.keys(route).join(', ') });
    return handle(world, call, id);
  }
  const asked = path.startsWith('/api/0.6/') ? path.slice('/api/0.6/'.length) : '';
  const found = readAddress(world.map, asked, call.url.searchParams, call.lenient);
  if (found === null) throw new Refusal(404);
  if (call.method !== 'GET') throw new Refusal(405, '', { allow: 'GET' });
  return call.json ? jsonOf(osmJson(found, world.names)) : xmlOf(osmXml(found, world.names));
}
