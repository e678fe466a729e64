/** Controls, lone surrogates, characters that no script has, and what turns the direction of the text around it. */
const UNFIT =
  /\p{Cc}|\p{Cs}|\p{Co}|\p{Noncharacter_Code_Point}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Drawn as nothing; the two joiners and the variation selectors mean something within words and pictures. */
const UNSEEN =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}|\u2800/gu;
/** Marks over one letter; more would be drawn over the lines above. */
const MARKS = /(\p{M}{6})\p{M}+/gu;
/** Something that is seen. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A name that somebody gave to themselves or to something else, as it may stand beside others: in one line, without what
 * cannot be seen, and without what would change how the text around it reads. Script in it is text: whoever shows it must
 * show it so. Null: nothing is left that one could see.
 */
export function cleanName(text: string): string | null {
  const name = text
    .replace(UNSEEN, '')
    // What ends a line or a column parts words.
    .replace(/[\s\u0085]/gu, ' ')
    .replace(UNFIT, '')
    .normalize('NFC')
    .replace(MARKS, '$1')
    .replace(/ +/g, ' ')
    .trim();
  return SEEN.test(name) ? name : null;
}
