import type { Bbox } from '../../../backend/core/feature.ts';
import { grown, sizeOf } from './box.ts';
import { Refusal } from './refusal.ts';
import { allowed, type Rules } from './rules.ts';

export type Changeset = {
  readonly id: number;
  readonly uid: number;
  readonly createdAt: Date;
  /** In the future while it is open: when it will close by itself. */
  closedAt: Date;
  tags: Readonly<Record<string, string>>;
  changes: number;
  box: Bbox | null;
};

/** Somebody with an account; who edits with a block gets nothing but its words. */
export type Account = {
  readonly id: number;
  readonly name: string;
  blocked?: boolean;
  /** Importers and moderators may do more. */
  trusted?: boolean;
};

/** `2026-11-22 10:50:00 UTC` */
const moment = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const later = (time: Date, seconds: number) => new Date(time.getTime() + seconds * 1000);

/** The changesets, their owners and limits. Everything takes the time as an argument. */
export class Changesets {
  readonly #rows = new Map<number, Changeset>();
  readonly #rules: Rules;

  constructor(rules: Rules, rows: Iterable<Changeset> = []) {
    this.#rules = rules;
    for (const row of rows) this.#rows.set(row.id, row);
  }

  /** In the order in which they were opened. */
  all(): readonly Changeset[] {
    return [...this.#rows.values()];
  }

  /** @throws Refusal 404 */
  one(id: number): Changeset {
    const row = this.#rows.get(id);
    if (!row) throw new Refusal(404);
    return row;
  }

  isOpen({ closedAt, changes }: Changeset, now: Date): boolean {
    return closedAt > now && changes <= this.#rules.maximumElements;
  }

  create(uid: number, tags: Changeset['tags'], now: Date): Changeset {
    const id = (this.all().at(-1)?.id ?? 0) + 1;
    const closedAt = later(now, this.#rules.idle);
    const row: Changeset = { id, uid, createdAt: now, closedAt, tags, changes: 0, box: null };
    this.#rows.set(id, row);
    return row;
  }

  /** @throws Refusal 404; 409 where it is somebody else's */
  owned(id: number, uid: number): Changeset {
    const row = this.one(id);
    if (row.uid !== uid) throw new Refusal(409, "The user doesn't own that changeset");
    return row;
  }

  /** The changeset, if it is this person's and open. @throws Refusal 404, 409 */
  writable(id: number, uid: number, now: Date): Changeset {
    const row = this.owned(id, uid);
    if (row.closedAt <= now) throw this.#closed(row, row.closedAt);
    return row;
  }

  #closed = ({ id }: Changeset, at: Date) =>
    new Refusal(409, `The changeset ${id} was closed at ${moment(at)}`);

  /** @throws Refusal 409 where nothing more fits into it */
  requireRoom(row: Changeset, more: number, now: Date): void {
    if (row.changes + more > this.#rules.maximumElements) throw this.#closed(row, now);
  }

  /** Counts changes that were made. @throws Refusal 409, 413, 429 where they must be taken back; nothing was counted then */
  add(row: Changeset, account: Account, changes: number, box: Bbox | null, now: Date): void {
    const { changesPerHour, boxSize, retryAfter } = this.#rules;
    const own = this.all().filter(({ uid }) => uid === row.uid);
    const age = (now.getTime() - own[0]!.createdAt.getTime()) / 1000;
    if (changesPerHour) {
      const most = account.trusted ? changesPerHour.trusted : allowed(changesPerHour, age);
      const recent = own.filter(({ createdAt }) => createdAt >= later(now, -3600));
      if (changes > most - recent.reduce((sum, one) => sum + one.changes, 0))
        throw new Refusal(
          429,
          'Upload has been blocked due to rate limiting. Please try again later.',
          retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
        );
    }
    this.requireRoom(row, changes, now);
    const whole = box === null ? row.box : grown(grown(row.box, [box[0], box[1]]), [box[2], box[3]]);
    if (boxSize && whole) {
      const most = account.trusted ? boxSize.trusted : allowed(boxSize, age);
      if (sizeOf(whole) > most) throw new Refusal(413, 'Changeset bounding box size limit exceeded.');
    }
    row.changes += changes;
    row.box = whole;
    this.touch(row, now);
  }

  /** It stays open for another while: an hour more, never more than a day in all. */
  touch(row: Changeset, now: Date): void {
    const { open, idle } = this.#rules;
    const stood = (row.closedAt.getTime() - row.createdAt.getTime()) / 1000;
    row.closedAt = stood > open - idle ? later(row.createdAt, open) : later(now, idle);
  }
}
