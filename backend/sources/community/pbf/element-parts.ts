import type { Tags } from '../../../core/feature.ts';
import { type Block, momentOf } from './block.ts';
import { Damage } from './damage.ts';
import type { Message } from './message.ts';
import type { Ration } from './ration.ts';
import type { Wanted } from './sieve.ts';
import type { Wire } from './wire.ts';

/** Field numbers that nodes, ways and relations have in common (https://wiki.openstreetmap.org/wiki/PBF_Format). */
const ID = 1;
const KEYS = 2;
const VALUES = 3;
const INFO = 4;

export type Info = Readonly<{ version?: number; changedAt?: string; deleted: boolean }>;

/** A whole number that Jalon can keep apart from its neighbours. Throws Damage above 2^53. */
export const idOf = (value: number | undefined): number => {
  if (value === undefined || !Number.isSafeInteger(value))
    throw new Damage('an element has no id, or one that is too large');
  return value;
};

/** Ids of ways and relations are written in another way than those of nodes. */
export const elementId = (message: Message, read: 'int' | 'sint'): number => idOf(message.number(ID, read));

/** Whether an element has a key that is wanted. */
export const mayPass = (wire: Wire, message: Message, wanted: Wanted): boolean => {
  if (wanted === null || !message.has(KEYS)) return false;
  const end = message.to(KEYS);
  wire.pos = message.from(KEYS);
  let found = false;
  while (wire.pos < end) {
    const key = wire.varint();
    if (key >= wanted.length) throw new Damage('refers to a text that is not in its block');
    if (wanted[key] === 1) found = true;
  }
  wire.ended(end);
  return found;
};

/** One more tag; what has no value is none. */
export const addTag = (
  tags: Record<string, string>,
  block: Block,
  key: number,
  value: number,
  ration: Ration,
): void => {
  const text = block.strings.text(value);
  ration.spend(1 + (text.length >>> 4));
  if (text !== '') tags[block.strings.text(key)] = text;
};

export const tagsOf = (wire: Wire, message: Message, block: Block, ration: Ration): Tags => {
  const tags: Record<string, string> = {};
  let key = message.from(KEYS);
  let value = message.from(VALUES);
  const keysEnd = message.to(KEYS);
  const valuesEnd = message.to(VALUES);
  while (key < keysEnd && value < valuesEnd) {
    wire.pos = key;
    const k = wire.varint();
    key = wire.pos;
    wire.pos = value;
    const v = wire.varint();
    value = wire.pos;
    addTag(tags, block, k, v, ration);
  }
  if (key !== keysEnd || value !== valuesEnd) throw new Damage('an element has not as many keys as values');
  return tags;
};

/** Version, time and visibility, as far as the file says them. */
export const infoOf = (message: Message, info: Message, { dateGranularity }: Block): Info => {
  if (!message.has(INFO)) return { deleted: false };
  info.open(message.from(INFO), message.to(INFO));
  return infoFrom(info.number(1, 'int'), info.number(2, 'int'), info.number(6, 'int'), dateGranularity);
};

/** The format writes a version of 0 or -1, and a time of 0, where it knows none. */
export const infoFrom = (
  version: number | undefined,
  time: number | undefined,
  visible: number | undefined,
  dateGranularity: number,
): Info => ({
  version: version !== undefined && version > 0 ? version : undefined,
  changedAt: time === undefined ? undefined : momentOf(time, dateGranularity),
  deleted: visible === 0,
});
