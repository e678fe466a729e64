import { expect, it } from 'vitest';
import { challengeOf, newVerifier } from '../../../backend/osm/sign-in/pkce.ts';

it('makes the challenge of the verifier that RFC 7636 shows in its appendix B', () => {
  expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

it('makes another verifier each time, of the characters and the length that are allowed', () => {
  const made = Array.from({ length: 50 }, newVerifier);
  expect(new Set(made).size).toBe(50);
  for (const one of made) expect(one).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
});
