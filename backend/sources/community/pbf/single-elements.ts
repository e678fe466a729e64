import type { ElementType, LonLat } from '../../../core/feature.ts';
import { onEarth } from '../on-earth.ts';
import type { NodeRecord, RelationRecord, WayRecord } from '../osm-elements.ts';
import { type Block, positionOf } from './block.ts';
import { Damage } from './damage.ts';
import { elementId, idOf, infoOf, mayPass, tagsOf } from './element-parts.ts';
import { Message } from './message.ts';
import type { Limits } from './ration.ts';
import type { Wanted } from './sieve.ts';
import { Wire } from './wire.ts';

/** Fields of a Node, beside those that all elements have. */
const NODE = { lat: 8, lon: 9 } as const;
/** Of a Way; positions only where its writer put them there (LocationsOnWays). */
const WAY = { refs: 8, lats: 9, lons: 10 } as const;
/** Of a Relation. */
const RELATION = { roles: 8, ids: 9, types: 10 } as const;

const TYPES: readonly (ElementType | undefined)[] = ['node', 'way', 'relation'];

/** Reads elements that are written one by one: all ways and relations, and the nodes of few writers. */
export class SingleElements {
  readonly #block: Block;
  readonly #limits: Limits;
  readonly #wire: Wire;
  readonly #message: Message;
  readonly #info: Message;

  constructor(block: Block, limits: Limits) {
    this.#block = block;
    this.#limits = limits;
    this.#wire = new Wire(block.bytes);
    this.#message = new Message(this.#wire);
    this.#info = new Message(this.#wire);
  }

  /** Finds the fields of an element; its id. The calls below are about this one. */
  open(from: number, to: number, type: ElementType): number {
    this.#message.open(from, to);
    return elementId(this.#message, type === 'node' ? 'sint' : 'int');
  }

  mayPass(wanted: Wanted): boolean {
    return mayPass(this.#wire, this.#message, wanted);
  }

  /** Whether it is no longer there (written in histories, and by few others). */
  get deleted(): boolean {
    return infoOf(this.#message, this.#info, this.#block).deleted;
  }

  position(): LonLat | null {
    const lat = this.#message.number(NODE.lat, 'sint');
    const lon = this.#message.number(NODE.lon, 'sint');
    if (lat === undefined || lon === undefined) throw new Damage('nodes without positions');
    return positionOf(this.#block, lon, lat);
  }

  /** Null, here and below: it does not pass, or is no longer there. */
  node(id: number): NodeRecord | null {
    const common = this.#common(id);
    return common && { ...common, at: this.position() };
  }

  way(id: number): WayRecord | null {
    const common = this.#common(id);
    return common && { ...common, ...this.line() };
  }

  /** The nodes of a way, and where they are if it says so itself. */
  line(): Pick<WayRecord, 'nodes' | 'points'> {
    const nodes = this.#steps(WAY.refs).map(idOf);
    if (!this.#message.has(WAY.lats) || !this.#message.has(WAY.lons)) return { nodes };
    const lats = this.#steps(WAY.lats);
    const lons = this.#steps(WAY.lons);
    if (lats.length !== nodes.length || lons.length !== nodes.length) {
      throw new Damage('a way has not as many positions as nodes');
    }
    const points = nodes.map((_, i) => {
      const at = positionOf(this.#block, lons[i]!, lats[i]!);
      return at !== null && onEarth(at) ? at : null;
    });
    return points.some(point => point !== null) ? { nodes, points } : { nodes };
  }

  relation(id: number): RelationRecord | null {
    const common = this.#common(id);
    if (common === null) return null;
    const ids = this.#steps(RELATION.ids);
    const roles = this.#values(RELATION.roles);
    const types = this.#values(RELATION.types);
    if (roles.length !== ids.length || types.length !== ids.length) {
      throw new Damage('a relation has not as many roles and types as members');
    }
    const members = ids.map((ref, i) => {
      const type = TYPES[types[i]!];
      if (type === undefined) throw new Damage('a relation has a member of a kind that does not exist');
      return { type, ref: idOf(ref), role: this.#block.strings.text(roles[i]!) };
    });
    return { ...common, members };
  }

  #common(id: number) {
    const { deleted, ...info } = infoOf(this.#message, this.#info, this.#block);
    if (deleted) return null;
    const { ration, passes } = this.#limits;
    const tags = tagsOf(this.#wire, this.#message, this.#block, ration);
    if (!passes(tags)) return null;
    ration.spend(1);
    return { id, tags, ...info };
  }

  #values(field: number): number[] {
    const end = this.#message.to(field);
    const values: number[] = [];
    this.#wire.pos = this.#message.from(field);
    while (this.#wire.pos < end) {
      this.#limits.ration.spend(1);
      values.push(this.#wire.int());
    }
    this.#wire.ended(end);
    return values;
  }

  #steps(field: number): number[] {
    const end = this.#message.to(field);
    const values: number[] = [];
    let value = 0;
    this.#wire.pos = this.#message.from(field);
    while (this.#wire.pos < end) {
      this.#limits.ration.spend(1);
      value += this.#wire.sint();
      values.push(value);
    }
    this.#wire.ended(end);
    return values;
  }
}
