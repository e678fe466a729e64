/** What volunteers and the clock may do to one task. */
export type Operation =
  | Readonly<{ do: 'claim' | 'next' | 'giveBack' | 'sign-in'; person: string }>
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
  readonly #guestWeight: number;
  readonly #guests: Set<string>;
  #state = 'open';
  readonly #claims = new Map<string, number>();
  readonly #answers = new Map<string, Answer>();

  /** @param guests whose answers weigh `guestWeight` until a signed-in person says the same */
  constructor(needed: number, guestWeight: number, guests: Iterable<string>) {
    this.#needed = needed;
    this.#guestWeight = guestWeight;
    this.#guests = new Set(guests);
  }

  copy(): ClaimsModel {
    const copy = new ClaimsModel(this.#needed, this.#guestWeight, this.#guests);
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
      case 'next':
        return this.#claim(operation.person, now) === 'taken' ? 'taken' : 'nothing';
      case 'giveBack':
        this.#claims.delete(operation.person);
        return 'given';
      case 'answer':
        return this.#answer(operation, now);
      case 'undo':
        return this.#undo(operation.person, operation.request, now);
      case 'sign-in':
        return this.#signIn(operation.person);
      case 'settle':
        this.#settle(now);
        return 'looked';
    }
  }

  #living = (states: readonly string[]): Answer[] =>
    [...this.#answers.values()].filter(({ state }) => states.includes(state));
  #holders = (now: number): string[] =>
    [...this.#claims].filter(([, until]) => until > now).map(([person]) => person);
  #isGuest = ({ person }: Answer): boolean => this.#guests.has(person) && this.#guestWeight < 1;
  /** Those that count and say the same: how many they are, what they weigh, and how many it takes. */
  #groups(): { agreeing: number; weight: number; takes: number }[] {
    const counted = this.#living(['counted']);
    return [...new Set(counted.map(({ say }) => say))].map(say => {
      const group = counted.filter(other => other.say === say);
      return {
        agreeing: group.length,
        weight: group.length * (group.every(this.#isGuest) ? this.#guestWeight : 1),
        // One who cannot tell may only lack the view.
        takes: say === 'cant-tell' ? Math.max(2, this.#needed) : this.#needed,
      };
    });
  }
  /** How many more may be asked: one signed-in person more than needed, one person more than guests alone would need. */
  #left(): number {
    const counted = this.#living(['counted']);
    const signedIn = counted.filter(answer => !this.#isGuest(answer)).length;
    return Math.min(this.#needed + 1 - signedIn, this.#needed / this.#guestWeight + 1 - counted.length);
  }

  #refusal(person: string, now: number): string | null {
    if (DECIDED.has(this.#state)) return 'not-asked';
    if (this.#living(['pending', 'counted']).some(answer => answer.person === person)) return 'answered';
    const taken =
      this.#living(['pending']).length + this.#holders(now).filter(holder => holder !== person).length;
    const agreeing = Math.max(0, ...this.#groups().map(group => group.agreeing));
    return taken < Math.max(1, this.#needed - agreeing) ? null : 'held';
  }

  #claim(person: string, now: number): string {
    const refusal = this.#refusal(person, now);
    if (refusal) return refusal;
    this.#claims.set(person, now + LEASE);
    return 'taken';
  }

  #answer({ person, say, request }: Operation & { do: 'answer' }, now: number): string {
    if (this.#answers.has(request)) return 'again';
    const refusal = this.#refusal(person, now);
    if (refusal) return refusal;
    this.#claims.delete(person);
    this.#answers.set(request, { person, say, state: 'pending', until: now + WINDOW });
    this.#rest();
    return 'written';
  }

  #undo(person: string, request: string, now: number): string {
    const answer = this.#answers.get(request);
    if (!answer || answer.person !== person) return 'nothing';
    if (answer.state === 'undone') return 'undone';
    if (answer.state !== 'pending' || answer.until <= now) return 'too-late';
    answer.state = 'undone';
    this.#rest();
    this.#claim(person, now);
    return 'undone';
  }

  #signIn(person: string): string {
    if (!this.#guests.delete(person)) return 'was signed in';
    // What they said weighs more now: the next round counts it once more.
    if (!DECIDED.has(this.#state))
      for (const answer of this.#living(['counted'])) if (answer.person === person) answer.state = 'pending';
    return 'signed in';
  }

  #settle(now: number): void {
    for (const [person, until] of this.#claims) if (until <= now) this.#claims.delete(person);
    const due = this.#living(['pending']).filter(({ until }) => until <= now);
    for (const answer of due) answer.state = 'counted';
    if (due.length > 0) this.#rest();
    if (due.length === 0 || DECIDED.has(this.#state)) return;
    const groups = this.#groups();
    const left = this.#left();
    if (groups.some(({ agreeing, weight, takes }) => weight >= this.#needed && agreeing >= takes))
      this.#state = 'settled';
    // Nobody is left to ask, or too few to bring the needed number together.
    else if (left <= 0 || groups.every(({ agreeing, takes }) => agreeing + left < takes))
      this.#state = 'in-review';
  }

  #rest(): void {
    if (DECIDED.has(this.#state)) return;
    if (this.#living(['pending']).length > 0) this.#state = 'pending';
    else this.#state = this.#living(['counted']).length > 0 ? 'agreed-so-far' : 'open';
  }
}
