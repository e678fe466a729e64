import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Agreement,
  type AgreementOptions,
  agreement,
  placesOf,
  type Vote,
} from '../../../backend/core/answer/agreement.ts';
import type { Answer } from '../../../backend/core/answer/answer.ts';
import { answersApart } from '../../../backend/core/answer/answers-apart.ts';

const fine: Answer = { say: 'not-an-issue' };
const done: Answer = { say: 'already-fixed' };
const unsure: Answer = { say: 'cant-tell' };
const wrong: Answer = { say: 'official-wrong' };
const WORDS = [fine, done, unsure, wrong, { say: 'official-wrong', correction: { gone: true } }] as const;
const north = (metres: number): Answer => ({
  say: 'fix',
  fix: { position: { at: [4, 50 + metres / 111_195], origin: { licence: 'observation' } }, tags: [] },
});
const guest = (answer: Answer): Vote => ({ answer, guest: true });
const known = (answer: Answer): Vote => ({ answer, guest: false });
const rules = (needed: number, guestWeight = 0.5): AgreementOptions => ({
  needed,
  tolerance: 25,
  guestWeight,
});
const ask = (options: AgreementOptions, ...votes: readonly Vote[]) => agreement(votes, options);

describe('a guest’s answer', () => {
  it('settles nothing alone where one answer is needed', () => {
    expect(ask(rules(1), guest(fine))).toBe('short');
    expect(placesOf([guest(fine)], rules(1))).toBe(1);
  });

  it('counts in full once a signed-in person’s agrees, whoever came first', () => {
    const settled = { settled: 'not-an-issue', by: [0, 1] };
    expect(ask(rules(2), guest(fine), known(fine))).toMatchObject(settled);
    expect(ask(rules(2), known(fine), guest(fine))).toMatchObject(settled);
  });

  it('counts in full for the group that a signed-in person belongs to, and for no other', () => {
    expect(ask(rules(3), guest(north(0)), guest(north(20)), known(north(40)))).toMatchObject({
      settled: 'fixed',
      answer: north(20),
    });
    expect(ask(rules(2), guest(north(0)), known(north(40)))).toBe('short');
  });

  it('settles with as many others as weigh what is needed', () => {
    expect(ask(rules(1), guest(fine), guest(fine))).toMatchObject({ settled: 'not-an-issue', by: [0, 1] });
    expect(ask(rules(2), guest(fine), guest(fine), guest(fine))).toBe('short');
    expect(ask(rules(2), ...[fine, fine, fine, fine].map(guest))).toMatchObject({ settled: 'not-an-issue' });
  });

  it('gives way to a signed-in person’s of the same weight', () => {
    expect(ask(rules(1), guest(fine), guest(fine), known(done))).toMatchObject({ settled: 'already-fixed' });
  });

  it('adds up to no less than it is, and to no more', () => {
    for (const weight of [1 / 3, 0.35, 0.7, 0.9]) {
      const enough = Math.ceil(3 / weight - 1e-9);
      const votes = Array.from({ length: enough }, () => guest(fine));
      expect(ask(rules(3, weight), ...votes), `${weight}`).toMatchObject({ settled: 'not-an-issue' });
      expect(ask(rules(3, weight), ...votes.slice(1)), `${weight}`).toBe('short');
    }
  });

  it('uses up no signed-in person’s place: those who disagree do not call for a reviewer while somebody may agree', () => {
    expect(ask(rules(2), ...[fine, done, unsure, wrong].map(guest))).toBe('short');
    expect(ask(rules(2), ...[fine, done, unsure, wrong].map(guest), known(wrong))).toMatchObject({
      settled: 'official-wrong',
    });
  });

  it('goes to a reviewer with the last one who is asked', () => {
    expect(ask(rules(1), ...[fine, done].map(guest))).toBe('short');
    expect(ask(rules(1), ...[fine, done, unsure].map(guest))).toBe('disagree');
    expect(ask(rules(2), ...[fine, fine, done, done].map(guest))).toBe('short');
    expect(ask(rules(2), ...[fine, fine, done, done, unsure].map(guest))).toBe('disagree');
  });

  it('goes to a reviewer even where all agree, if they weigh too little to settle anything', () => {
    const agreeing = (count: number) => Array.from({ length: count }, () => guest(fine));
    expect(ask(rules(2, 0.01), ...agreeing(6))).toBe('short');
    expect(ask(rules(2, 0.01), ...agreeing(7))).toBe('disagree');
    expect(ask(rules(2, 0.01), ...agreeing(6), known(fine))).toMatchObject({ settled: 'not-an-issue' });
  });

  it('does not keep signed-in people who disagree from going to a reviewer', () => {
    expect(ask(rules(2), ...[fine, done, unsure].map(known))).toBe('disagree');
    expect(ask(rules(2), guest(wrong), ...[fine, done, unsure].map(known))).toBe('disagree');
  });

  it('leaves a place for one person more, who may be signed in', () => {
    expect(placesOf([], rules(2))).toBe(2);
    expect(placesOf([guest(fine)], rules(2))).toBe(1);
    expect(placesOf([guest(fine), guest(done)], rules(2))).toBe(1);
    expect(placesOf([guest(fine), guest(fine)], rules(2))).toBe(1);
    expect(placesOf([known(fine)], rules(3))).toBe(2);
  });
});

const answer = fc.oneof(fc.constantFrom<Answer>(...WORDS), fc.integer({ min: 0, max: 120 }).map(north));
const vote = fc.record({ answer, guest: fc.boolean() });
const votes = fc.array(vote, { maxLength: 10 });
const weight = fc.oneof(
  fc.constantFrom(0.01, 0.1, 0.25, 1 / 3, 0.5, 0.7, 0.99),
  fc.double({ min: 0.01, max: 0.99, noNaN: true }),
);
const options = fc.record({
  needed: fc.integer({ min: 1, max: 5 }),
  guestWeight: weight,
  tolerance: fc.constant(25),
});
const kindOf = (result: Agreement): string => (typeof result === 'string' ? result : result.settled);

/** The rule without guests, as it was before there were any. */
function ruleOfOne(answers: readonly Answer[], needed: number): string {
  const agree = (a: Answer, b: Answer) => (answersApart(a, b) ?? Number.POSITIVE_INFINITY) <= 25;
  const sizes = answers.map(centre => answers.filter(other => agree(centre, other)).length);
  const most = Math.max(0, ...sizes);
  const wants = (a: Answer) => (a.say === 'cant-tell' ? Math.max(2, needed) : needed);
  if (answers.some((centre, i) => sizes[i]! >= wants(centre))) return 'settled';
  return answers.length > 0 && most + Math.max(0, needed + 1 - answers.length) < needed
    ? 'disagree'
    : 'short';
}

describe('guests and signed-in people together', () => {
  it('are one where a guest’s answer weighs 1', () => {
    fc.assert(
      fc.property(votes, fc.integer({ min: 1, max: 5 }), (list, needed) => {
        const alike = agreement(list, rules(needed, 1));
        expect(alike).toEqual(
          agreement(
            list.map(({ answer }) => known(answer)),
            rules(needed, 1),
          ),
        );
        expect(typeof alike === 'string' ? alike : 'settled').toBe(
          ruleOfOne(
            list.map(({ answer }) => answer),
            needed,
          ),
        );
      }),
    );
  });

  it('are as they were without guests, whatever a guest would weigh', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 8 }), options, (list, given) => {
        expect(agreement(list.map(known), given)).toEqual(
          agreement(list.map(known), { ...given, guestWeight: 1 }),
        );
      }),
    );
  });

  it('come to the same state in whatever order they answered, and to the same outcome but for ties', () => {
    const orders = votes.chain(list =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    let compared = 0;
    fc.assert(
      fc.property(orders, options, ([list, shuffled], given) => {
        const [one, other] = [agreement(list, given), agreement(shuffled, given)];
        if (typeof one === 'string' || typeof other === 'string') {
          expect(other).toBe(one);
          return;
        }
        // A tie: two groups that weigh the same, with a signed-in person in both or in neither.
        const groupOf = (result: Exclude<Agreement, string>, of: readonly Vote[]) =>
          result.by.map(i => of[i]!);
        const [a, b] = [groupOf(one, list), groupOf(other, shuffled)];
        expect(a.length, 'the heaviest is as heavy in any order').toBe(b.length);
        expect(a.some(each => !each.guest)).toBe(b.some(each => !each.guest));
        if (one.settled === other.settled) compared++;
        else
          expect(
            a.some(each => b.includes(each)),
            'groups with other words share nobody',
          ).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it('come to the same outcome in whatever order, where no two words weigh the same', () => {
    const words = fc.array(fc.record({ answer: fc.constantFrom(fine, done, unsure), guest: fc.boolean() }), {
      maxLength: 9,
    });
    const orders = words.chain(list =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(orders, options, ([list, shuffled], given) => {
        const weights = [fine, done, unsure].map(word => {
          const group = list.filter(({ answer: said }) => said.say === word.say);
          const full = group.some(each => !each.guest);
          return `${group.length * (full ? 1 : given.guestWeight)} ${full}`;
        });
        fc.pre(new Set(weights).size === weights.length);
        expect(kindOf(agreement(shuffled, given))).toBe(kindOf(agreement(list, given)));
      }),
    );
  });

  it('stay settled when one more comes, and the same way when a signed-in one agrees', () => {
    fc.assert(
      fc.property(votes, answer, options, (list, said, given) => {
        const before = agreement(list, given);
        if (typeof before === 'string') return;
        expect(typeof agreement([...list, known(said)], given)).toBe('object');
        expect(typeof agreement([...list, guest(said)], given)).toBe('object');
        expect(agreement([...list, known(before.answer)], given)).toMatchObject({ settled: before.settled });
      }),
    );
  });

  it('stay settled when a guest signs in', () => {
    fc.assert(
      fc.property(votes, fc.nat(), options, (list, which, given) => {
        if (typeof agreement(list, given) === 'string') return;
        const signedIn = list.map((each, i) => (i === which % list.length ? known(each.answer) : each));
        expect(typeof agreement(signedIn, given)).toBe('object');
      }),
    );
  });

  it('are asked one after the other until it is settled or a reviewer’s, and no more of them than are allowed', () => {
    const ends = new Set<string>();
    const people = fc.array(vote, { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(people, options, (list, given) => {
        const most = Math.min(Math.ceil(given.needed / given.guestWeight - 1e-9), 3 * given.needed) + 1;
        const asked = list.findIndex((_, i) => agreement(list.slice(0, i + 1), given) !== 'short') + 1;
        const end = agreement(list.slice(0, asked), given);
        ends.add(kindOf(end));
        expect(end).not.toBe('short');
        expect(asked).toBeLessThanOrEqual(most);
        const signedIn = list.slice(0, asked).filter(each => !each.guest);
        expect(signedIn.length).toBeLessThanOrEqual(given.needed + 1);
        // Whoever was let in at once did not overshoot either: as many as there were places.
        for (let i = 0; i < asked; i++) {
          const places = placesOf(list.slice(0, i), given);
          expect(places).toBeGreaterThanOrEqual(1);
          expect(i + places).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 500 },
    );
    expect([...ends]).toEqual(expect.arrayContaining(['disagree', 'not-an-issue', 'fixed']));
  });

  it('go to a reviewer only when everybody was asked, or too few are left to agree with anybody', () => {
    fc.assert(
      fc.property(votes, fc.nat(), options, (list, which, given) => {
        if (agreement(list, given) !== 'disagree') return;
        const said = list[which % list.length]!.answer;
        const signedIn = list.filter(each => !each.guest).length;
        const most = Math.min(Math.ceil(given.needed / given.guestWeight - 1e-9), 3 * given.needed) + 1;
        const left = Math.min(most - list.length, given.needed + 1 - signedIn);
        const more = Array.from({ length: Math.max(0, left) }, () => known(said));
        expect(agreement([...list, ...more], given)).toBe('disagree');
      }),
    );
  });
});
