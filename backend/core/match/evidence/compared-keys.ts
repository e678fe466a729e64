import type { Terms } from '../cell.ts';
import { ADDRESS_KEYS } from './address.ts';
import { PHONE_KEYS } from './phones.ts';
import { WEBSITE_KEYS } from './websites.ts';

/** Whether a key is one that two features are compared by, beside their names. */
export const comparedKeys = ({
  identifiers,
  otherKeys,
  addresses,
  classes,
}: Pick<Terms, 'identifiers' | 'otherKeys' | 'addresses' | 'classes'>): ((key: string) => boolean) => {
  // Which keys make a class is for the challenge to say.
  if (classes) return () => true;
  const known: ReadonlySet<string> = new Set([
    ...identifiers,
    ...otherKeys,
    ...(addresses ? ADDRESS_KEYS : []),
    ...PHONE_KEYS,
    ...WEBSITE_KEYS,
  ]);
  return key => known.has(key);
};
