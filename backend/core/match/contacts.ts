import type { Tags } from '../feature.ts';

const PHONES = ['phone', 'contact:phone', 'mobile', 'contact:mobile', 'telephone'] as const;
const WEBSITES = ['website', 'contact:website', 'url'] as const;

export const phoneOf = (tags: Tags): string | undefined => PHONES.map(key => tags[key]).find(value => value);
export const websiteOf = (tags: Tags): string | undefined =>
  WEBSITES.map(key => tags[key]).find(value => value);

/** Digits that a number has in every way of writing it, its country and trunk prefix included or not. */
const SUBSCRIBER_DIGITS = 8;

/** The last digits of each number in a list; none for numbers too short to name one subscriber. */
export const phonesIn = (value: string): readonly string[] =>
  value
    .slice(0, 200)
    .split(/[;,]/u)
    .map(part => part.replace(/\D/gu, ''))
    .filter(digits => digits.length >= SUBSCRIBER_DIGITS)
    .map(digits => digits.slice(-SUBSCRIBER_DIGITS));

/** Host in lower case without `www.`, and the path without its last slash. */
export const websiteIn = (value: string): Readonly<{ host: string; path: string }> => {
  const [, host = '', path = ''] =
    /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?(?:www\.)?([^/?#\s]*)([^\s]*?)\/*\s*$/iu.exec(value.slice(0, 500)) ?? [];
  return { host: host.toLowerCase(), path };
};
