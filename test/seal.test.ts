import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealWith } from '../backend/seal.ts';

const ours = sealWith('a secret of some thirty-two characters');
const other = sealWith('a secret of some thirty-two characterz');
const text = fc.string({ unit: 'binary', maxLength: 300 });

describe('a sealed text', () => {
  it('is what it was when it is opened again, also by another process with the same secret', () => {
    const again = sealWith('a secret of some thirty-two characters');
    fc.assert(
      fc.property(text, text, (said, about) => {
        expect(again.unseal(ours.seal(said, about), about)).toBe(said);
      }),
    );
  });

  it('is opened by no other secret, and not as something else', () => {
    fc.assert(
      fc.property(text, text, text, (said, about, another) => {
        fc.pre(about !== another);
        const sealed = ours.seal(said, about);
        expect(other.unseal(sealed, about)).toBeNull();
        expect(ours.unseal(sealed, another)).toBeNull();
      }),
    );
  });

  it('is opened no more when one character of it was changed, added or taken away', () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.constantFrom(...'Aa0-_.= '),
        fc.constantFrom(0, 1, 2),
        (said, at, character, how) => {
          const sealed = ours.seal(said, 'x');
          const place = at % sealed.length;
          const changed =
            sealed.slice(0, place) +
            (how === 2 ? '' : character) +
            sealed.slice(place + (how === 0 ? 1 : how - 1));
          fc.pre(changed !== sealed);
          expect(ours.unseal(changed, 'x')).toBeNull();
        },
      ),
    );
  });

  it('looks different each time, and tells nothing but its length', () => {
    const sealed = Array.from({ length: 20 }, () => ours.seal('the same', 'x'));
    expect(new Set(sealed).size).toBe(20);
    for (const one of sealed) expect(one).toMatch(/^v1\.[\w-]{48}$/);
  });

  it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'the same', `v1.${'A'.repeat(1000)}`])('is not %j', sealed => {
    expect(ours.unseal(sealed, 'x')).toBeNull();
  });
});
