import type { LonLat, Member, OsmElement, Tags } from '../../backend/core/feature.ts';
import { inRing } from '../../backend/core/geo.ts';
import { joinRings } from '../../backend/sources/community/rings.ts';

/** What an Overpass server says of a query that it cannot read. */
export class ParseError extends Error {}

type Test = (element: OsmElement) => boolean;
/** Elements by set; areas are their relations. */
type Sets = Map<string, readonly OsmElement[]>;

/** Statements, with those of a union as one. */
function statementsOf(query: string): string[] {
  const found: string[] = [];
  let from = 0;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < query.length; i++) {
    const sign = query[i];
    if (quoted && sign === '\\') i++;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '(') depth++;
    else if (!quoted && sign === ')') depth--;
    else if (!quoted && depth === 0 && sign === ';') {
      found.push(query.slice(from, i).trim());
      from = i + 1;
    }
  }
  if (depth !== 0 || quoted || query.slice(from).trim() !== '')
    throw new ParseError('parse error: unexpected end');
  return found;
}

const TEXT = String.raw`"((?:[^"\\]|\\.)*)"`;
const unquoted = (text = ''): string =>
  text.replace(/\\(.)/gs, (_, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign));

/** The parts of a query in Overpass QL that Jalon writes, over a list of elements. A node that a way refers to is among them. */
export function evaluate(query: string, elements: readonly OsmElement[]): object[] {
  const [settings = '', ...statements] = statementsOf(query);
  if (!/^\[out:json\]\[timeout:\d+\]\[maxsize:\d+\]$/.test(settings))
    throw new ParseError('parse error: Unknown type of settings');
  const nodes = new Map(elements.flatMap(one => (one.type === 'node' ? [[one.id, one.at] as const] : [])));
  const ways = new Map(elements.flatMap(one => (one.type === 'way' ? [[one.id, one.nodes] as const] : [])));
  const pointsOf = (way: number): LonLat[] =>
    (ways.get(way) ?? []).map(id => nodes.get(id)).filter(at => at !== undefined);
  const memberPoints = ({ type, ref }: Member): LonLat[] => {
    const at = type === 'node' ? nodes.get(ref) : undefined;
    return type === 'way' ? pointsOf(ref) : at ? [at] : [];
  };
  const placesOf = (element: OsmElement): readonly LonLat[] => {
    if (element.type === 'node') return [element.at];
    if (element.type === 'way') return pointsOf(element.id);
    return element.members.flatMap(memberPoints);
  };
  const ringsOf = (relation: OsmElement): LonLat[][] | null => {
    if (relation.type !== 'relation') return null;
    const pieces = relation.members
      .filter(({ type, role }) => type === 'way' && role !== 'inner')
      .map(({ ref }) => pointsOf(ref))
      .map(points => ({ first: String(points[0]), last: String(points.at(-1)), points }));
    return pieces.length === 0 ? null : joinRings(pieces);
  };
  const sets: Sets = new Map();
  const output: object[] = [];

  const within = (where: string): Test => {
    const [, area] = /^area\.(\w+)$/.exec(where) ?? [];
    if (area) {
      const rings = (sets.get(area) ?? []).flatMap(one => ringsOf(one) ?? []);
      return element => placesOf(element).some(at => rings.some(ring => inRing(at, ring)));
    }
    if (/^\d+$/.test(where)) return element => element.id === Number(where);
    const box = where.split(',').map(Number);
    const [south, west, north, east] = box as [number, number, number, number];
    if (box.length !== 4 || !box.every(Number.isFinite) || west > east)
      throw new ParseError(`static error: (${where})`);
    return element =>
      placesOf(element).some(([lon, lat]) => lat >= south && lat <= north && lon >= west && lon <= east);
  };

  const select = (text: string): readonly OsmElement[] => {
    const [, type = '', rest = ''] = /^(nwr|rel)(.*)$/s.exec(text.trim()) ?? [];
    if (type === '') throw new ParseError(`parse error: unknown statement "${text.trim()}"`);
    const tests: Test[] = [];
    let left = rest;
    const condition = new RegExp(`^(?:\\[(!?)${TEXT}\\]|\\[${TEXT}(!?=|~)${TEXT}\\]|\\(([^)]*)\\))`, 's');
    while (left !== '') {
      const [whole, not, alone, key, sign, value, where] = condition.exec(left) ?? [];
      if (whole === undefined) throw new ParseError(`parse error: unexpected "${left.slice(0, 20)}"`);
      left = left.slice(whole.length);
      if (where !== undefined) tests.push(within(where));
      else if (alone !== undefined)
        tests.push(({ tags }) => (tags[unquoted(alone)] !== undefined) === (not === ''));
      else tests.push(({ tags }) => matches(tags, unquoted(key), sign!, unquoted(value)));
    }
    return elements.filter(
      one => (type === 'nwr' || one.type === 'relation') && tests.every(test => test(one)),
    );
  };

  const print = (set: readonly OsmElement[], how: string): void => {
    for (const one of set) {
      const head = { type: one.type, id: one.id };
      if (how === 'ids') output.push({ type: 'area', id: one.id + 3_600_000_000 });
      else if (how === 'skel geom') output.push({ ...head, ...geometryOf(one) });
      else if (how === 'meta geom')
        output.push({
          ...head,
          ...(one.type === 'node' && { lat: one.at[1], lon: one.at[0] }),
          timestamp: '2025-01-01T00:00:00Z',
          version: one.version,
          changeset: 1,
          user: 'mapper',
          uid: 1,
          ...(one.type !== 'node' && geometryOf(one)),
          ...(Object.keys(one.tags).length > 0 && { tags: one.tags }),
        });
      else throw new ParseError(`parse error: out ${how}`);
    }
  };
  const loose = ([lon, lat]: LonLat) => ({ lat, lon });
  const geometryOf = (one: OsmElement): object => {
    if (one.type === 'node') return { lat: one.at[1], lon: one.at[0] };
    if (one.type === 'way') return { nodes: one.nodes, geometry: pointsOf(one.id).map(loose) };
    return {
      members: one.members.map(member => ({
        ...member,
        ...(member.type === 'way' && { geometry: memberPoints(member).map(loose) }),
        ...(member.type === 'node' && memberPoints(member).map(loose)[0]),
      })),
    };
  };

  let last: readonly OsmElement[] = [];
  for (const statement of statements) {
    const [, from, to] = /^\.(\w+) map_to_area->\.(\w+)$/.exec(statement) ?? [];
    const [, set, how] = /^(?:\.(\w+) )?out (.*)$/.exec(statement) ?? [];
    const [, union] = /^\(\s*(.*)\s*\)$/s.exec(statement) ?? [];
    const [, selected, into] = /^(.*)->\.(\w+)$/s.exec(statement) ?? [];
    // Areas are made of closed boundaries that have a name.
    if (from && to)
      sets.set(
        to,
        (sets.get(from) ?? []).filter(one => one.tags['name'] && ringsOf(one)),
      );
    else if (how) print(set ? (sets.get(set) ?? []) : last, how);
    else if (union !== undefined) last = [...new Set(statementsOf(union.trim()).flatMap(select))];
    else if (selected && into) sets.set(into, select(selected));
    else last = select(statement);
  }
  return output;
}

function matches(tags: Tags, key: string, sign: string, value: string): boolean {
  const found = tags[key];
  if (sign === '!=') return found !== value;
  if (sign === '=') return found === value;
  return found !== undefined && new RegExp(value).test(found);
}
