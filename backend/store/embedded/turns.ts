import { channelOf, namesListened } from './channels.ts';
import { cutFrames, fatal, frame } from './frames.ts';

/** The one session that there is. Everything about it is synchronous. */
export type Engine = Readonly<{
  /** Runs whole messages and gives back the server's answer to them. */
  run(messages: Uint8Array): Uint8Array;
  inTransaction(): boolean;
}>;

/** One client. */
export type Client = Readonly<{ send(bytes: Buffer): void; end(): void }>;

/**
 * A unit is what may not be torn apart: the messages of one client up to a Query, a Sync or a Flush. If another
 * client's Parse came between a Parse and its Bind, the Bind would run the other's statement.
 */
type Unit = Readonly<{ client: Client; bytes: Buffer; whole: boolean }>;

const DEFAULTS = {
  /** milliseconds; a client that holds a transaction, sends nothing and lets others wait this long loses it */
  idleInTransaction: 60_000,
};

/** Gives many clients turns on one session: a unit at a time, and all of a transaction to the client that began it. */
export class Turns {
  readonly #engine: Engine;
  readonly #options: typeof DEFAULTS;
  readonly #waiting: Unit[] = [];
  readonly #listening = new Map<Client, Set<string>>();
  /** What a client still says after it lost its transaction would run outside of any. */
  readonly #gone = new WeakSet<Client>();
  #holder: Client | null = null;
  #scheduled = false;
  #patience: NodeJS.Timeout | null = null;

  constructor(engine: Engine, options: Partial<typeof DEFAULTS> = {}) {
    this.#engine = engine;
    this.#options = { ...DEFAULTS, ...options };
  }

  add(unit: Unit): void {
    if (this.#gone.has(unit.client)) return;
    this.#waiting.push(unit);
    this.#schedule();
  }

  /** A client has gone: what it began is undone, what it asked for is not begun. */
  leave(client: Client): void {
    this.#gone.add(client);
    this.#listening.delete(client);
    for (let i = this.#waiting.length - 1; i >= 0; i--)
      if (this.#waiting[i]!.client === client) this.#waiting.splice(i, 1);
    if (this.#holder !== client) return;
    this.#calm();
    this.#engine.run(frame('S'));
    if (this.#engine.inTransaction()) this.#engine.run(frame('Q', 'rollback'));
    this.#holder = null;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // One unit a tick: between two of them the sockets are read and written.
    setImmediate(() => {
      this.#scheduled = false;
      this.#take();
    });
  }

  #take(): void {
    const holder = this.#holder;
    const index = holder ? this.#waiting.findIndex(unit => unit.client === holder) : 0;
    const unit = this.#waiting[index];
    if (!unit) {
      if (holder && this.#waiting.length > 0) this.#wait(holder);
      return;
    }
    this.#waiting.splice(index, 1);
    this.#calm();
    this.#answer(unit.client, Buffer.from(this.#engine.run(unit.bytes)));
    this.#listen(unit);
    this.#holder = this.#engine.inTransaction() || !unit.whole ? unit.client : null;
    this.#schedule();
  }

  /** Others wait for a transaction whose client is silent: perhaps it waits for one of them. */
  #wait(holder: Client): void {
    this.#patience ??= setTimeout(() => {
      this.#patience = null;
      holder.send(fatal('25P03', 'held a transaction in the embedded database while others waited for it'));
      holder.end();
      this.leave(holder);
    }, this.#options.idleInTransaction);
  }

  #calm(): void {
    if (this.#patience) clearTimeout(this.#patience);
    this.#patience = null;
  }

  /** A notification comes with the answer of whoever runs: it goes to those who listen. */
  #answer(client: Client, answer: Buffer): void {
    if (this.#listening.size === 0) {
      if (answer.length > 0) client.send(answer);
      return;
    }
    const own: Buffer[] = [];
    for (const { type, bytes } of cutFrames(answer)) {
      if (type !== 'A') own.push(bytes);
      else
        for (const [listener, names] of this.#listening)
          if (names.has(channelOf(bytes))) listener.send(bytes);
    }
    if (own.length > 0) client.send(Buffer.concat(own));
  }

  #listen({ client, bytes }: Unit): void {
    const { listen, unlisten } = namesListened(bytes);
    if (listen.length === 0 && unlisten.length === 0) return;
    const names = this.#listening.get(client) ?? new Set();
    for (const name of unlisten) name === '*' ? names.clear() : names.delete(name);
    for (const name of listen) names.add(name);
    names.size > 0 ? this.#listening.set(client, names) : this.#listening.delete(client);
    // The session listens once for all of its clients: what one gives up, another may still want.
    if (unlisten.length > 0 && !this.#engine.inTransaction())
      for (const wanted of new Set([...this.#listening.values()].flatMap(set => [...set])))
        this.#engine.run(frame('Q', `listen "${wanted.replaceAll('"', '""')}"`));
  }
}
