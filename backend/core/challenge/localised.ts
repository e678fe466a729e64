export const LANGUAGES = ['en', 'fr', 'nl', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in at least one language. */
export type Localised = Readonly<Partial<Record<Language, string>>>;

/**
 * A text in the first language of the reader's that it has, else in English, else in whatever it has.
 * @param wanted BCP 47, the dearest first; `de-AT` is German
 * @throws RangeError where the text is in no language at all
 */
export function inLanguage(
  text: Localised,
  wanted: readonly string[],
): Readonly<{ text: string; language: Language }> {
  const read = wanted.map(tag => tag.toLowerCase().split('-')[0]);
  for (const language of [...read, ...LANGUAGES] as Language[]) {
    const words = LANGUAGES.includes(language) ? text[language] : undefined;
    if (words !== undefined) return { text: words, language };
  }
  throw new RangeError('The text is in no language');
}
