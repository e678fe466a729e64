import type { OsmElement } from '../../../backend/core/feature.ts';
import { OAUTH_USERS } from '../osm-oauth-desk.ts';
import { type Account, type Changeset, Changesets } from './changesets.ts';
import { OsmMap, type OsmVersion } from './osm-map.ts';
import { Refusal } from './refusal.ts';
import { RULES, type Rules } from './rules.ts';

/** What survives the process, as JSON. */
export type Kept = Readonly<{
  versions: readonly OsmVersion[];
  accounts: readonly Account[];
  changesets: readonly (Omit<Changeset, 'createdAt' | 'closedAt'> & {
    createdAt: string;
    closedAt: string;
  })[];
}>;

export type Seed = Readonly<{
  elements?: readonly OsmElement[];
  /** Refs that were there once, and were deleted. */
  deleted?: readonly string[];
}>;

const SEEDED = new Date('2026-01-01T00:00:00Z');

function* seedVersions({ elements = [], deleted = [] }: Seed): Iterable<OsmVersion> {
  const by = { changeset: 1, uid: 1, timestamp: '2026-01-01T00:00:00Z' };
  for (const element of elements) yield { ...element, ...by, visible: true };
  for (const ref of deleted) {
    const [type, id] = ref.split('/');
    const gone = { id: Number(id), version: 9, tags: {}, visible: false, ...by };
    if (type === 'node') yield { ...gone, type, at: [0, 0] };
    else if (type === 'way') yield { ...gone, type, nodes: [] };
    else yield { ...gone, type: 'relation', members: [] };
  }
}

const bySeed = (): Changeset => ({
  id: 1,
  uid: 1,
  createdAt: SEEDED,
  closedAt: SEEDED,
  tags: {},
  changes: 0,
  box: null,
});

/** Everything that the server knows: the map, the changesets, the accounts; and who holds which changeset right now. */
export class World {
  readonly map: OsmMap;
  readonly changesets: Changesets;
  readonly accounts: Map<number, Account>;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly #locks = new Map<number, Promise<unknown>>();

  constructor(from: Seed | Kept, rules: Partial<Rules> = {}, now: () => Date = () => new Date()) {
    this.rules = { ...RULES, ...rules };
    this.now = now;
    const accounts: readonly Account[] = 'versions' in from ? from.accounts : OAUTH_USERS;
    this.accounts = new Map(accounts.map(account => [account.id, { ...account }]));
    this.map = new OsmMap('versions' in from ? from.versions : seedVersions(from));
    this.changesets = new Changesets(
      this.rules,
      'versions' in from
        ? from.changesets.map(row => ({
            ...row,
            createdAt: new Date(row.createdAt),
            closedAt: new Date(row.closedAt),
          }))
        : [bySeed()],
    );
  }

  readonly names = (uid: number): string => this.accounts.get(uid)?.name ?? `user ${uid}`;

  kept(): Kept {
    const changesets = this.changesets.all().map(row => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      closedAt: row.closedAt.toISOString(),
    }));
    return { versions: this.map.versions(), accounts: [...this.accounts.values()], changesets };
  }

  /**
   * Runs a transaction that has a changeset's row for itself. While another has it, cgimap refuses, Rails waits.
   * @throws Refusal 409
   */
  async locked<T>(changeset: number, work: () => T | Promise<T>): Promise<T> {
    while (this.#locks.has(changeset)) {
      if (this.rules.dialect === 'cgimap')
        throw new Refusal(409, `Changeset ${changeset} is currently locked by another process.`);
      await this.#locks.get(changeset);
    }
    const { promise, resolve } = withResolvers();
    this.#locks.set(changeset, promise);
    try {
      return await work();
    } finally {
      this.#locks.delete(changeset);
      resolve();
    }
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>(done => {
    resolve = done;
  });
  return { promise, resolve };
}
