import { SaxesParser } from 'saxes';
import type { DiffRow, DownloadedEdit } from '../../core/changeset/sent-and-applied.ts';
import type { ElementType, Member, OsmElement, Tags } from '../../core/feature.ts';

type Attributes = Readonly<Record<string, string>>;
const TYPES: ReadonlySet<string> = new Set<ElementType>(['node', 'way', 'relation']);
const ACTIONS: ReadonlySet<string> = new Set<DownloadedEdit['action']>(['create', 'modify', 'delete']);

/**
 * Walks through a whole document. @throws Error where it is cut, or has another root: half an answer says nothing
 */
function walk(
  text: string,
  root: string,
  open: (name: string, attributes: Attributes) => void,
  close: (name: string) => void = () => {},
): void {
  const parser = new SaxesParser();
  let depth = 0;
  let ended = false;
  parser.on('error', fault => {
    throw fault;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (depth++ === 0 && name !== root) throw new Error(`<${name}> instead of <${root}>`);
    open(name, attributes as Attributes);
  });
  parser.on('closetag', ({ name }) => {
    close(name);
    if (--depth === 0) ended = true;
  });
  parser.write(text).close();
  if (!ended) throw new Error(`no <${root}>`);
}

const whole = (value: string | undefined): number | null =>
  value !== undefined && /^-?\d{1,16}$/.test(value) ? Number(value) : null;

function must(value: string | undefined, what: string): number {
  const number = whole(value);
  if (number === null) throw new Error(`${what} is not a whole number`);
  return number;
}

/** @throws Error where it is none, or is cut */
export function parseDiffResult(text: string): DiffRow[] {
  const rows: DiffRow[] = [];
  walk(text, 'diffResult', (name, a) => {
    if (!TYPES.has(name)) return;
    rows.push({
      type: name as ElementType,
      oldId: must(a['old_id'], 'old_id'),
      newId: whole(a['new_id']),
      newVersion: whole(a['new_version']),
    });
  });
  return rows;
}

/** @throws Error where it is none, or is cut */
export function parseChangeset(text: string): Readonly<{ open: boolean; tags: Tags }> {
  let open: boolean | null = null;
  const tags = new Map<string, string>();
  walk(text, 'osm', (name, a) => {
    if (name === 'changeset') open = a['open'] === 'true';
    else if (name === 'tag') tags.set(a['k'] ?? '', a['v'] ?? '');
  });
  if (open === null) throw new Error('no <changeset>');
  return { open, tags: Object.fromEntries(tags) };
}

type Draft = { tags: Record<string, string>; nodes: number[]; members: Member[] };

/** @throws Error where it is no osmChange, or is cut */
export function parseDownload(text: string): DownloadedEdit[] {
  const edits: DownloadedEdit[] = [];
  let action: DownloadedEdit['action'] | null = null;
  let head: Attributes = {};
  let draft: Draft | null = null;
  walk(
    text,
    'osmChange',
    (name, a) => {
      if (ACTIONS.has(name)) action = name as DownloadedEdit['action'];
      else if (TYPES.has(name)) {
        head = a;
        draft = { tags: {}, nodes: [], members: [] };
      } else if (name === 'tag' && draft) draft.tags[a['k'] ?? ''] = a['v'] ?? '';
      else if (name === 'nd') draft?.nodes.push(must(a['ref'], 'ref'));
      else if (name === 'member')
        draft?.members.push({
          type: a['type'] as ElementType,
          ref: must(a['ref'], 'ref'),
          role: a['role'] ?? '',
        });
    },
    name => {
      if (!TYPES.has(name) || !draft) return;
      if (!action) throw new Error(`<${name}> under no action`);
      edits.push({ action, element: elementOf(name as ElementType, head, draft) });
      draft = null;
    },
  );
  return edits;
}

function elementOf(type: ElementType, a: Attributes, { tags, nodes, members }: Draft): OsmElement {
  const common = { id: must(a['id'], 'id'), version: must(a['version'], 'version'), tags };
  if (type === 'way') return { type, ...common, nodes };
  if (type === 'relation') return { type, ...common, members };
  // A deleted node has no place any more.
  return { type, ...common, at: [Number(a['lon'] ?? Number.NaN), Number(a['lat'] ?? Number.NaN)] };
}
