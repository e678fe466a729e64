import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneCopy } from '../../../backend/sources/table/one-copy.ts';

it('changes no value, however many a key has', () => {
  const entry = fc.tuple(fc.constantFrom('amenity', '__proto__', 'name'), fc.string());
  fc.assert(
    fc.property(fc.array(entry), entries => {
      const once = oneCopy();
      for (const [key, value] of entries) expect(once(key, value)).toBe(value);
    }),
  );
  const once = oneCopy();
  for (let n = 0; n < 5000; n++) expect(once('name', `n${n % 3000}`)).toBe(`n${n % 3000}`);
});
