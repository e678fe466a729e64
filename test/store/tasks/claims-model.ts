/** What volunteers and the clock may do to one task. */
export type Operation =
  | Readonly<{ do: 'claim' | 'giveBack'; person: string }>
  | Readonly<{ do: 'answer'; person: string; say: Say; request: string }>
  | Readonly<{ do: 'undo'; person: string; request: string }>
  | Readonly<{ do: 'settle' }>;
export type Say = 'not-an-issue' | 'cant-tell';

/** What can be seen of a task from outside. */
export type Seen = Readonly<{
  state: string;
  /** Person to the moment until which the task is theirs, in milliseconds; those that have ended stay until somebody looks. */
  claims: Readonly<Record<string, number>>;
  /** Request to what became of its answer. */
  answers: Readonly<Record<string, string>>;
}>;

type Answer = { person: string; say: Say; state: string; until: number };

/** Milliseconds of a lease and of the undo window. */
export const LEASE = 300_000;
export const WINDOW = 60_000;
const DECIDED = new Set(['settled', 'in-review']);

/** One task as the rules have it, said once more as simply as they can be: no locks, no rows, one thing after another. */
export class ClaimsModel {
  readonly #needed: number;
  #state = 'open';
  readonly #claims = new Map<string, number>();
  readonly #answers = new Map<string, Answer>();

  constructor(needed: number) {
    this.#needed = needed;
  }

  copy(): ClaimsModel {
    const copy = new ClaimsModel(this.#needed);
    copy.#state = this.#state;
    for (const [person, until] of this.#claims) copy.#claims.set(person, until);
    for (const [request, answer] of this.#answers) copy.#answers.set(request, { ...answer });
    return copy;
  }

  seen(): Seen {
    return {
      state: this.#state,
      claims: Object.fromEntries(this.#claims),
      answers: Object.fromEntries([...this.#answers].map(([request, { state }]) => [request, state])),
    };
  }

  /** Does it at a moment. @returns what the person is told */
  apply(operation: Operation, now: number): string {
    switch (operation.do) {
      case 'claim':
        return this.#claim(operation.person, now);
      case 'giveBack':
        if (this.#claims.delete(operation.person)) this.#rest(now);
        return 'given';
      case 'answer':
        return this.#answer(operation, now);
      case 'undo':
        return this.#undo(operation.person, operation.request, now);
      case 'settle':
        this.#settle(now);
        return 'looked';
    }
  }

  #living = (states: readonly string[]): Answer[] =>
    [...this.#answers.values()].filter(({ state }) => states.includes(state));
  #holders = (now: number): string[] =>
    [...this.#claims].filter(([, until]) => until > now).map(([person]) => person);
  /** How many of the answers that count say the same at most. */
  #agreeing(): number {
    const counted = this.#living(['counted']);
    return Math.max(0, ...counted.map(({ say }) => counted.filter(other => other.say === say).length));
  }

  #refusal(person: string, now: number): string | null {
    if (DECIDED.has(this.#state)) return 'not-asked';
    if (this.#living(['pending', 'counted']).some(answer => answer.person === person)) return 'answered';
    const taken =
      this.#living(['pending']).length + this.#holders(now).filter(holder => holder !== person).length;
    return taken < this.#needed - this.#agreeing() ? null : 'held';
  }

  #claim(person: string, now: number): string {
    const refusal = this.#refusal(person, now);
    if (refusal) return refusal;
    this.#claims.set(person, now + LEASE);
    this.#rest(now);
    return 'taken';
  }

  #answer({ person, say, request }: Operation & { do: 'answer' }, now: number): string {
    if (this.#answers.has(request)) return 'again';
    const refusal = this.#refusal(person, now);
    if (refusal) return refusal;
    this.#claims.delete(person);
    this.#answers.set(request, { person, say, state: 'pending', until: now + WINDOW });
    this.#rest(now);
    return 'written';
  }

  #undo(person: string, request: string, now: number): string {
    const answer = this.#answers.get(request);
    if (!answer || answer.person !== person) return 'nothing';
    if (answer.state === 'undone') return 'undone';
    if (answer.state !== 'pending' || answer.until <= now) return 'too-late';
    answer.state = 'undone';
    this.#rest(now);
    this.#claim(person, now);
    return 'undone';
  }

  #settle(now: number): void {
    const ended = [...this.#claims].filter(([, until]) => until <= now);
    for (const [person] of ended) this.#claims.delete(person);
    const due = this.#living(['pending']).filter(({ until }) => until <= now);
    for (const answer of due) answer.state = 'counted';
    if (ended.length > 0 || due.length > 0) this.#rest(now);
    if (due.length === 0 || DECIDED.has(this.#state)) return;
    if (this.#agreeing() >= this.#needed) this.#state = 'settled';
    // One more than needed have answered, and no more can bring the needed number together.
    else if (this.#living(['counted']).length > this.#needed) this.#state = 'in-review';
  }

  #rest(now: number): void {
    if (DECIDED.has(this.#state)) return;
    if (this.#living(['pending']).length > 0) this.#state = 'pending';
    else if (this.#holders(now).length > 0) this.#state = 'claimed';
    else this.#state = this.#living(['counted']).length > 0 ? 'agreed-so-far' : 'open';
  }
}
