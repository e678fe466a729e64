import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreement } from '../../../backend/core/answer/agreement.ts';
import type { Answer, TagChoice } from '../../../backend/core/answer/answer.ts';
import type { LonLat } from '../../../backend/core/feature.ts';
import type { Origin } from '../../../backend/core/licence/licence.ts';

const seen: Origin = { licence: 'observation' };
const metre = 1 / 111_195;
const put = (at: LonLat, tags: readonly TagChoice[] = []): Answer => ({
  say: 'fix',
  fix: { position: { at, origin: seen }, tags },
});
const north = (metres: number): Answer => put([4, 50 + metres * metre]);
const tag = (key: string, value: string | null, origin = seen): TagChoice => ({ key, value, origin });
const retag = (...tags: readonly TagChoice[]): Answer => ({ say: 'fix', fix: { tags } });
const ask = (needed: number, ...answers: readonly Answer[]) =>
  agreement(
    answers.map(answer => ({ answer, guest: false })),
    { needed, tolerance: 25, guestWeight: 0.5 },
  );
const fine: Answer = { say: 'not-an-issue' };
const done: Answer = { say: 'already-fixed' };
const unsure: Answer = { say: 'cant-tell' };

describe('agreement', () => {
  it('is short without an answer', () => {
    expect(ask(1)).toBe('short');
  });

  it('needs one answer where one is needed', () => {
    expect(ask(1, fine)).toEqual({ settled: 'not-an-issue', answer: fine, by: [0] });
  });

  it('does not take an identifier that moves here for one that is only taken away', () => {
    const moves = retag(tag('ref', 'Z1'), tag('ref', null));
    const goes = retag(tag('ref', null));
    expect(ask(2, moves, goes)).toBe('short');
    expect(ask(2, moves, retag(tag('ref', null), tag('ref', 'Z1')))).toMatchObject({ settled: 'fixed' });
  });

  it('is short while more answers are needed', () => {
    expect(ask(2, fine)).toBe('short');
  });

  it('asks one person more when two differ, and goes with the two that agree', () => {
    expect(ask(2, fine, done)).toBe('short');
    expect(ask(2, fine, done, fine)).toMatchObject({ settled: 'not-an-issue', by: [0, 2] });
  });

  it('goes to review when one answer more than needed has brought no agreement', () => {
    expect(ask(2, fine, done, unsure)).toBe('disagree');
    expect(ask(3, fine, fine, done, done)).toBe('disagree');
  });

  it('goes to review early when the needed number is out of reach', () => {
    expect(ask(3, fine, done, unsure)).toBe('disagree');
    expect(ask(3, fine, done)).toBe('short');
  });

  it('takes positions within the tolerance as the same, and keeps the one in the middle', () => {
    expect(ask(3, north(0), north(40), north(20))).toEqual({
      settled: 'fixed',
      answer: north(20),
      by: [0, 1, 2],
    });
  });

  it('keeps the position with the least way to the others', () => {
    expect(ask(3, north(0), north(10), north(4))).toMatchObject({ answer: north(4), by: [0, 1, 2] });
  });

  it('keeps the first of two positions that are equally good', () => {
    expect(ask(2, north(10), north(0))).toMatchObject({ answer: north(10) });
  });

  it('does not take positions further apart as the same', () => {
    expect(ask(2, north(0), north(30))).toBe('short');
    expect(ask(2, north(0), north(30), north(60))).toBe('disagree');
  });

  it('compares tags as sets, wherever the values come from', () => {
    const official: Origin = { licence: 'CC0-1.0' };
    const first = retag(tag('name', 'Nord'), tag('ref', '7'));
    expect(ask(2, first, retag(tag('ref', '7', official), tag('name', 'Nord')))).toMatchObject({
      answer: first,
    });
    expect(ask(2, first, retag(tag('ref', '7')))).toBe('short');
    expect(ask(2, retag(tag('ref', null)), retag(tag('ref', '7')))).toBe('short');
  });

  it('tells apart who names another feature to keep, another end of life, another word on the match', () => {
    const fix = (part: object): Answer => ({ say: 'fix', fix: { tags: [], ...part } });
    expect(ask(2, fix({ keep: 'node/1' }), fix({ keep: 'node/2' }))).toBe('short');
    expect(ask(2, fix({ lifecycle: 'disused' }), fix({ lifecycle: 'removed' }))).toBe('short');
    expect(ask(2, fix({ same: true }), fix({ same: false }))).toBe('short');
    expect(ask(2, fix({ same: true }), fix({ same: true }))).toMatchObject({ settled: 'fixed' });
  });

  it('does not care about comments', () => {
    expect(ask(2, fine, { ...fine, comment: 'a barn' })).toMatchObject({ settled: 'not-an-issue' });
  });

  it('keeps the correction of the one who knows it', () => {
    const wrong: Answer = { say: 'official-wrong' };
    const gone: Answer = { say: 'official-wrong', correction: { gone: true } };
    const there: Answer = { say: 'official-wrong', correction: { at: [4, 50] } };
    expect(ask(2, wrong, gone)).toMatchObject({ settled: 'official-wrong', answer: gone });
    expect(ask(2, gone, there)).toBe('short');
  });

  it('settles as can not tell only when enough people can not', () => {
    expect(ask(2, unsure)).toBe('short');
    expect(ask(2, unsure, fine)).toBe('short');
    expect(ask(2, unsure, unsure)).toMatchObject({ settled: 'cant-tell' });
  });

  it('asks a second person after one who cannot tell, even where one answer is enough', () => {
    expect(ask(1, unsure)).toBe('short');
    expect(ask(1, unsure, fine)).toMatchObject({ settled: 'not-an-issue', by: [1] });
    expect(ask(1, unsure, unsure)).toMatchObject({ settled: 'cant-tell', by: [0, 1] });
  });

  const answers = fc.array(
    fc.oneof(
      fc.constantFrom<Answer>(fine, done, unsure, { say: 'official-wrong' }),
      fc.integer({ min: 0, max: 200 }).map(north),
    ),
    { maxLength: 8 },
  );

  it('comes to the same outcome in whatever order people answered, when only words differ', () => {
    const words = fc.array(fc.constantFrom<Answer>(fine, done, unsure), { maxLength: 7 });
    const pairs = words.chain(list =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(pairs, fc.integer({ min: 4, max: 7 }), ([list, shuffled], needed) => {
        const said = (given: readonly Answer[]): unknown => {
          const result = ask(needed, ...given);
          return typeof result === 'string' ? result : result.settled;
        };
        expect(said(shuffled)).toEqual(said(list));
      }),
    );
  });

  it('keeps something that was really said, near everything that counts for it', () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 4 }), (list, needed) => {
        const result = ask(needed, ...list);
        if (typeof result === 'string') return;
        expect(list).toContainEqual(result.answer);
        expect(result.by.length).toBeGreaterThanOrEqual(needed);
        for (const i of result.by) expect(list[i]!.say).toBe(result.answer.say);
      }),
    );
  });

  it('is never still short after one answer more than needed', () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 4 }), (list, needed) => {
        if (list.length > needed) expect(ask(needed, ...list)).not.toBe('short');
      }),
    );
  });
});
