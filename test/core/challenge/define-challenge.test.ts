import { describe, expect, it } from 'vitest';
import { CHALLENGE_DEFAULTS } from '../../../backend/core/challenge/challenge-defaults.ts';
import type { ChallengeInput } from '../../../backend/core/challenge/challenge-schema.ts';
import {
  ChallengeFault,
  defineChallenge,
  readChallenge,
} from '../../../backend/core/challenge/define-challenge.ts';
import { bundled } from '../../../challenges/bundled.ts';

const words = { en: 'Taps', fr: 'Robinets', nl: 'Kranen', de: 'Hähne' };
const least: ChallengeInput = {
  id: 'taps',
  title: words,
  description: words,
  instructions: words,
  noun: words,
  official: { licence: 'CC0-1.0', attribution: 'Town of nowhere' },
  community: { licence: 'OSM', attribution: '© OpenStreetMap contributors' },
  changeset: { comment: 'Taps', source: 'Town of nowhere' },
};

const faultsOf = (input: unknown): readonly string[] => {
  try {
    readChallenge(input);
  } catch (fault) {
    if (fault instanceof ChallengeFault) return fault.faults.map(({ path, reason }) => `${path}: ${reason}`);
    throw fault;
  }
  return [];
};

describe('a challenge', () => {
  it('gets the defaults for what it leaves out', () => {
    const taps = defineChallenge(least);
    expect(taps.match).toEqual(CHALLENGE_DEFAULTS.match);
    expect(taps.rules).toEqual(CHALLENGE_DEFAULTS.rules);
    expect(taps.answers).toEqual(CHALLENGE_DEFAULTS.answers);
    expect(taps).toMatchObject({ sample: false, statements: [], create: { tags: {}, keys: [] } });
    expect(taps.community.filter).toEqual([]);
  });

  it('keeps what it says, and only fills the rest of a part', () => {
    const taps = defineChallenge({ ...least, match: { radius: 40 }, answers: { needed: 3 } });
    expect(taps.match).toEqual({ ...CHALLENGE_DEFAULTS.match, radius: 40 });
    expect(taps.answers).toEqual({ ...CHALLENGE_DEFAULTS.answers, needed: 3 });
  });

  it('is the same when it is defined a second time', () => {
    const once = defineChallenge(least);
    expect(defineChallenge(once)).toEqual(once);
  });

  it('does not share its defaults with another one', () => {
    expect(defineChallenge(least).match).not.toBe(defineChallenge(least).match);
  });

  it('says what a guest’s answer weighs: something, and no more than anybody’s', () => {
    const weighing = (guestWeight: unknown) => faultsOf({ ...least, answers: { guestWeight } });
    expect(defineChallenge(least).answers.guestWeight).toBe(0.5);
    expect(weighing(0.01)).toEqual([]);
    expect(weighing(1)).toEqual([]);
    expect(weighing(0)).toEqual(['answers.guestWeight: must be more than 0']);
    expect(weighing(1.5)).toEqual(['answers.guestWeight: must be 1 at most']);
    expect(weighing('much')).toEqual(['answers.guestWeight: is a number above 0, at most 1']);
  });

  it('names every fault with its place', () => {
    const faults = faultsOf({
      ...least,
      id: 'Taps!',
      title: { en: 'Taps', fr: '', nl: 'Kranen', de: 'Hähne' },
      noun: undefined,
      match: { radius: -1 },
      rules: [{ kind: 'moved' }, { kind: 'vanished' }],
      coulour: 'red',
    });
    const places = faults.map(line => line.split(':')[0]);
    for (const place of ['id', 'title.fr', 'noun', 'match.radius', 'rules[0].tolerance', 'rules[1].kind'])
      expect(places).toContain(place);
    expect(faults).toContain('noun: is missing');
    expect(faults).toContain('match.radius: must be more than 0 m');
    expect(faults.join('\n')).toContain('coulour');
  });

  it('says its texts in one language at least, and in no other than the four', () => {
    expect(faultsOf({ ...least, title: { nl: 'Kranen' }, noun: { de: 'Hahn', fr: 'robinet' } })).toEqual([]);
    expect(faultsOf({ ...least, title: {} })).toEqual(['title: is in no language']);
    expect(faultsOf({ ...least, title: { en: 'Taps', it: 'Rubinetti' } })).toHaveLength(1);
  });

  it('may not have one rule twice', () => {
    expect(faultsOf({ ...least, rules: [{ kind: 'missing' }, { kind: 'missing' }] })).toEqual([
      'rules: the rule "missing" is there twice',
    ]);
  });

  it('needs a table of classes to ask about classes', () => {
    expect(faultsOf({ ...least, rules: [{ kind: 'misclassified' }] })).toEqual([
      'classes: the rule "misclassified" needs a table of classes',
    ]);
  });

  it('may only compare classes that its table has', () => {
    const classes = {
      classes: [{ id: 'well', when: ['man_made=water_well'] }],
      pairs: [{ a: 'well', b: 'tap', verdict: 'agrees' as const }],
    };
    expect(faultsOf({ ...least, classes })).toEqual(['classes.pairs[0]: names "tap", which is not a class']);
  });

  it('is refused with a fault, not a crash, whatever it is', () => {
    for (const input of [null, 3, 'taps', [], {}]) expect(() => readChallenge(input)).toThrow(ChallengeFault);
  });

  it('bundled with Jalon is complete as it stands', () => {
    for (const challenge of bundled) expect(defineChallenge(challenge)).toEqual(challenge);
  });
});
