import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../backend/core/answer/answer.ts';
import type { Licence } from '../../../backend/core/licence/licence.ts';
import { presentSaid } from '../../../backend/http/present/said.ts';

const sides = (licence: Licence) => ({
  official: { licence, attribution: 'A made-up agency' },
  statements: [],
});
const answer = (licence: Licence): Answer => ({
  say: 'fix',
  fix: {
    position: { at: [4, 50], origin: { licence } },
    tags: [
      { key: 'name', value: 'Valbrune', origin: { licence } },
      { key: 'phone', value: '+32 555 10', origin: { licence: 'observation' } },
    ],
  },
});

describe('what somebody said', () => {
  it('is shown with what was taken from the agency, where its licence lets it go to the map', () => {
    expect(presentSaid(answer('CC0-1.0'), sides('CC0-1.0'))).toMatchObject({
      position: [4, 50],
      positionFrom: 'data',
      tags: [{ key: 'name' }, { key: 'phone' }],
    });
  });

  it('is shown without it once the licence turns out to forbid that', () => {
    const shown = presentSaid(answer('CC-BY-NC'), sides('CC-BY-NC'));
    expect(shown).toMatchObject({ position: null, positionFrom: null });
    expect(shown.tags).toEqual([{ key: 'phone', value: '+32 555 10' }]);
  });
});
