import type { Tags } from '../../feature.ts';
import { LIMITS } from '../match-options.ts';

const NAME_KEY = /^(?:(?:alt|official|short|old|loc|int|nat|reg)_)?name(?:_\d+)?(?::.+)?$/u;
/** Keys that begin like a name but say something about it (`name:etymology:wikidata`). */
const ABOUT_A_NAME = /^name:(?:etymology|source|pronunciation|prefix|suffix|ipa)/u;

const known = new Map<string, boolean>();
/** Whether the values of a key are names. */
const isNameKey = (key: string): boolean => {
  let is = known.get(key);
  if (is === undefined) {
    is = NAME_KEY.test(key) && !ABOUT_A_NAME.test(key);
    if (known.size < 10_000) known.set(key, is);
  }
  return is;
};

const isSeen = (code: number): boolean => code > 0x20 && code < 0x7f;

const add = (value: string, names: string[]): void => {
  for (const part of value.includes(';') ? value.slice(0, 10 * LIMITS.characters).split(';') : [value])
    if (part.trim() !== '' && names.length < LIMITS.names && !names.includes(part)) names.push(part);
};

/** Every name of a feature, in every language and variant; `name` first. A list with semicolons is several. */
export const namesOf = (tags: Tags): readonly string[] => {
  const name = tags['name'];
  let others: string[] | null = null;
  for (const key in tags)
    if (key !== 'name' && isNameKey(key)) {
      others ??= [];
      others.push(key);
    }
  // Most have one name and no more.
  if (others === null && name !== undefined && isSeen(name.charCodeAt(0)) && !name.includes(';'))
    return [name];
  const names: string[] = [];
  if (name !== undefined) add(name, names);
  if (others) for (const key of others.sort()) add(tags[key]!, names);
  return names;
};
