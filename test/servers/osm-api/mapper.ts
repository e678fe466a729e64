import { elementXml } from '../../../backend/core/change/element-xml.ts';
import { tag, XML_HEAD } from '../../../backend/core/change/xml.ts';
import type { LonLat, OsmElement } from '../../../backend/core/feature.ts';
import type { OsmApiServer } from './start-osm-api.ts';

export type Heard = Readonly<{ status: number; text: string; headers: Headers }>;
export type Blocks = Readonly<{
  create?: readonly OsmElement[];
  modify?: readonly OsmElement[];
  delete?: readonly OsmElement[];
  ifUnused?: readonly OsmElement[];
}>;

export const node = (
  id: number,
  at: LonLat = [4.35, 50.85],
  tags: Readonly<Record<string, string>> = {},
  version = 1,
): OsmElement => ({ type: 'node', id, version, tags, at });
export const way = (id: number, nodes: readonly number[], version = 1): OsmElement => ({
  type: 'way',
  id,
  version,
  tags: { highway: 'service' },
  nodes,
});
export const relation = (id: number, members: readonly string[], version = 1): OsmElement => ({
  type: 'relation',
  id,
  version,
  tags: { type: 'site' },
  members: members.map(ref => {
    const [type, id] = ref.split('/');
    return { type: type as 'node', ref: Number(id), role: '' };
  }),
});

/** An osmChange: creates, modifies, deletes, deletes of what nothing uses. */
export function osc(changeset: number, blocks: Blocks): string {
  const written = (['create', 'modify', 'delete', 'ifUnused'] as const).flatMap(name => {
    const elements = (blocks[name] ?? []).map(element =>
      elementXml(element, { changeset: String(changeset) }),
    );
    if (elements.length === 0) return [];
    return name === 'ifUnused' ? tag('delete', { 'if-unused': 'true' }, elements) : tag(name, {}, elements);
  });
  return `${XML_HEAD}${tag('osmChange', { version: '0.6' }, written)}`;
}

/** Somebody who edits with plain requests, for tests of the server itself. */
export class Mapper {
  readonly #server: OsmApiServer;
  readonly #token: string | null;

  constructor(server: OsmApiServer, token: string | null = server.tokenFor(101)) {
    this.#server = server;
    this.#token = token;
  }

  async ask(
    method: string,
    path: string,
    body?: string | Uint8Array,
    more: Record<string, string> = {},
  ): Promise<Heard> {
    const response = await fetch(`${this.#server.url}${path}`, {
      method,
      ...(body !== undefined && { body: body as string }),
      headers: { ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }), ...more },
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  get = (path: string) => this.ask('GET', `/api/0.6/${path}`);

  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  async json(path: string): Promise<any> {
    return JSON.parse((await this.get(path)).text);
  }

  /** @returns the id of a new changeset */
  async open(tags: Readonly<Record<string, string>> = { comment: 'A test' }): Promise<number> {
    const written = Object.entries(tags).map(([k, v]) => tag('tag', { k, v }));
    const heard = await this.ask(
      'PUT',
      '/api/0.6/changeset/create',
      tag('osm', {}, [tag('changeset', {}, written)]),
    );
    if (heard.status !== 200) throw new Error(`${heard.status} ${heard.text}`);
    return Number(heard.text);
  }

  upload = (changeset: number, blocks: Blocks | string) =>
    this.ask(
      'POST',
      `/api/0.6/changeset/${changeset}/upload`,
      typeof blocks === 'string' ? blocks : osc(changeset, blocks),
    );

  close = (changeset: number) => this.ask('PUT', `/api/0.6/changeset/${changeset}/close`);

  download = async (changeset: number) => (await this.get(`changeset/${changeset}/download`)).text;

  /** An upload in a changeset of its own. */
  async edit(blocks: Blocks): Promise<Heard> {
    return this.upload(await this.open(), blocks);
  }
}
