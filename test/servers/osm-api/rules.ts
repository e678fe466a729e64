/**
 * Two implementations that are in use, where their behaviour differs. `cgimap` answers what writes on openstreetmap.org and
 * its sandbox (github.com/zerebubuth/openstreetmap-cgimap), `rails` is openstreetmap-website standing alone.
 */
export type Dialect = 'cgimap' | 'rails';

/** What a new account may do, growing with the square of its age (openstreetmap-website, lib/database_functions.rb). */
export type Growth = Readonly<{
  initial: number;
  most: number;
  /** days since its first changeset until it may do the most */
  days: number;
  /** for accounts with the role of importer or moderator */
  trusted: number;
}>;

export type Rules = Readonly<{
  dialect: Dialect;
  /** elements in one changeset */
  maximumElements: number;
  wayNodes: number;
  relationMembers: number;
  /** bytes of one body, unpacked */
  bodySize: number;
  /** seconds without a change after which a changeset closes by itself */
  idle: number;
  /** seconds after which it closes in any case */
  open: number;
  /** changes in an hour; null: as many as they like */
  changesPerHour: Growth | null;
  /** degrees: width and height of a changeset's box, added; null: any */
  boxSize: Growth | null;
  /** seconds that a refusal for too many changes asks to wait; null: says nothing, as both implementations do */
  retryAfter: number | null;
}>;

export const RULES: Rules = {
  dialect: 'cgimap',
  maximumElements: 10_000,
  wayNodes: 2_000,
  relationMembers: 32_000,
  bodySize: 50 * 1024 * 1024,
  idle: 3600,
  open: 24 * 3600,
  changesPerHour: null,
  boxSize: null,
  retryAfter: null,
};

/** About what new accounts of openstreetmap.org get: its settings are its own, these have their order of size. */
export const NEW_ACCOUNTS: Pick<Rules, 'changesPerHour' | 'boxSize'> = {
  changesPerHour: { initial: 1_000, most: 100_000, days: 7, trusted: 1_000_000 },
  boxSize: { initial: 3, most: 540, days: 28, trusted: 540 },
};

/** @param age seconds since the account's first changeset */
export const allowed = ({ initial, most, days }: Growth, age: number): number =>
  Math.max(initial, Math.min(most, Math.floor((most * age ** 2) / (days * 86_400) ** 2)));
