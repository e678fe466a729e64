import { byElement, refOf } from '../../../backend/core/change/element-ref.ts';
import type { ElementType, OsmElement } from '../../../backend/core/feature.ts';

/** One version of an element. A deleted one keeps its position, which nobody is shown, and nothing else. */
export type OsmVersion = OsmElement &
  Readonly<{
    visible: boolean;
    changeset: number;
    uid: number;
    /** ISO 8601 */
    timestamp: string;
  }>;

/** What an element consists of: nodes of a way, members of a relation. */
const partsOf = (element: OsmElement): readonly string[] =>
  element.type === 'way'
    ? element.nodes.map(id => `node/${id}`)
    : element.type === 'relation'
      ? element.members.map(({ type, ref }) => `${type}/${ref}`)
      : [];

/** The map in memory, with every version of every element. It keeps no rules; it only never loses a version. */
export class OsmMap {
  readonly #versions = new Map<string, OsmVersion[]>();
  /** Which visible elements need it now. */
  readonly #needed = new Map<string, Set<string>>();
  readonly #last: Record<ElementType, number> = { node: 0, way: 0, relation: 0 };

  constructor(versions: Iterable<OsmVersion> = []) {
    for (const version of versions) this.append(version);
  }

  /** As it is now, deleted or not; undefined where it never was. */
  current(ref: string): OsmVersion | undefined {
    return this.#versions.get(ref)?.at(-1);
  }

  /** From the first to the current one. */
  history(ref: string): readonly OsmVersion[] {
    return this.#versions.get(ref) ?? [];
  }

  /** Visible ways and relations that need it, ways first, by id. */
  users(ref: string): readonly OsmVersion[] {
    return [...(this.#needed.get(ref) ?? [])].map(user => this.current(user)!).sort(byElement);
  }

  /** All that is visible: nodes, ways, relations; each by id. */
  visible(): readonly OsmVersion[] {
    return [...this.#versions.values()]
      .map(versions => versions.at(-1)!)
      .filter(({ visible }) => visible)
      .sort(byElement);
  }

  /** Every version of everything, in no order that means anything but that an element's own come as they were made. */
  versions(): readonly OsmVersion[] {
    return [...this.#versions.values()].flat();
  }

  /** An id that no element had. Like a sequence of a database it is not given back by a transaction that fails. */
  newId(type: ElementType): number {
    this.#last[type] += 1;
    return this.#last[type];
  }

  append(version: OsmVersion): void {
    const ref = refOf(version);
    const versions = this.#versions.get(ref) ?? [];
    this.#need(versions.at(-1), version);
    versions.push(version);
    this.#versions.set(ref, versions);
    this.#last[version.type] = Math.max(this.#last[version.type], version.id);
  }

  /** Undoes the last `append` of an element. */
  removeLast(ref: string): void {
    const versions = this.#versions.get(ref)!;
    const removed = versions.pop();
    this.#need(removed, versions.at(-1));
    if (versions.length === 0) this.#versions.delete(ref);
  }

  #need(before: OsmVersion | undefined, after: OsmVersion | undefined): void {
    if (before?.visible) for (const part of partsOf(before)) this.#needed.get(part)?.delete(refOf(before));
    if (!after?.visible) return;
    for (const part of partsOf(after)) {
      const users = this.#needed.get(part) ?? new Set();
      this.#needed.set(part, users.add(refOf(after)));
    }
  }
}
