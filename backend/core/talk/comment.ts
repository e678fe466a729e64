import { cleanName } from '../name.ts';

/** Whom a comment mentions: a person whom its author knows, or whoever gave one of the task's answers. */
export type Mentioned = `person:${string}` | `answer:${string}`;

/** What a comment is read as. */
export type Piece = Readonly<{ text: string } | { mentioned: Mentioned }>;

export const COMMENT = {
  /** as it is sent, mentions as ids */
  characters: 2000,
  /** people in one comment; who comes later is not mentioned */
  mentions: 10,
};

/** How a text holds a mention: names change and leave, ids do not. */
const MARK = /<@((?:person|answer):[\w-]{1,64})>/g;

/**
 * What somebody wrote, as it may stand beside others: plain text in lines, without what cannot be seen and what would
 * change how the text around it reads. Null: nothing is left that one could see.
 */
export function cleanComment(text: string): string | null {
  const lines = text.split(/\r\n?|[\n\u0085\u2028\u2029]/u).map(line => cleanName(line) ?? '');
  return (
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim() || null
  );
}

export function piecesOf(text: string): Piece[] {
  return text
    .split(MARK)
    .map((part, i): Piece => (i % 2 === 0 ? { text: part } : { mentioned: part as Mentioned }))
    .filter(piece => !('text' in piece) || piece.text !== '');
}

/** Each once. */
export function mentionedIn(text: string): Mentioned[] {
  return [...new Set(piecesOf(text).flatMap(piece => ('mentioned' in piece ? [piece.mentioned] : [])))];
}

/** A text with those mentions only; what is left of another says nothing of anybody. */
export function keepMentions(text: string, kept: (mentioned: Mentioned) => boolean): string {
  return text.replace(MARK, (mark, mentioned: Mentioned) => (kept(mentioned) ? mark : '@…'));
}

/** As it leaves for where nobody may be named. */
export const withoutMentions = (text: string): string => keepMentions(text, () => false);
