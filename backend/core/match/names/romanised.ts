import anyAscii from 'any-ascii';

const ASCII_LETTER = /[a-z]/iu;
const LATIN = /\p{Script=Latin}/u;
/** Signs that stand for no letter of their own, as for the Cyrillic soft sign. */
const SIGNS = /['"`]/gu;

/** Whether a text has a Latin letter. */
export const isLatin = (text: string): boolean => ASCII_LETTER.test(text) || LATIN.test(text);

/** A text of whatever script in Latin letters. */
export const romanised = (text: string): string => anyAscii(text).replace(SIGNS, '');
