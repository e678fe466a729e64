/** Somebody who was chosen from the list. `label`: what stands behind the @ while it is written. */
export type Chosen = Readonly<{ mentioned: string; label: string }>;

/** The most of a name that is looked for. */
const LONGEST = 40;
/** Names that are offered at once. */
const OFFERED = 6;

/** What is typed behind the @ before the caret, and where that @ is; null where nobody is being mentioned. */
export function mentionAt(text: string, caret: number): Readonly<{ from: number; typed: string }> | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('@');
  if (from < 0 || /[\p{L}\p{N}]$/u.test(before.slice(0, from))) return null;
  const typed = before.slice(from + 1);
  return typed.length > LONGEST || /\n|^\s|\s{2}/.test(typed) ? null : { from, typed };
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those whose name, or a word of it, begins so, in any case and without accents. */
export function thatBegin<One extends Readonly<{ label: string }>>(
  all: readonly One[],
  typed: string,
): One[] {
  const wanted = plain(typed);
  return all
    .filter(
      ({ label }) =>
        plain(label).startsWith(wanted) ||
        plain(label)
          .split(/[\s._-]+/)
          .some(word => word.startsWith(wanted)),
    )
    .slice(0, OFFERED);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** As it is sent: names that were chosen become ids; a name that only looks like one stays text. */
export function toSend(text: string, chosen: readonly Chosen[]): string {
  const longestFirst = [...chosen].sort((a, b) => b.label.length - a.label.length);
  if (longestFirst.length === 0) return text;
  const names = longestFirst.map(({ label }) => escaped(label)).join('|');
  return text.replace(new RegExp(`@(${names})(?![\\p{L}\\p{N}])`, 'gu'), (whole, label: string) => {
    const one = longestFirst.find(known => known.label === label);
    return one ? `<@${one.mentioned}>` : whole;
  });
}

/** As it was written. */
export const toWrite = (sent: string, chosen: readonly Chosen[]): string =>
  chosen.reduce((text, { mentioned, label }) => text.replaceAll(`<@${mentioned}>`, `@${label}`), sent);
