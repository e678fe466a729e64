import { inLanguage, type Language, type Localised } from '../../../backend/core/challenge/localised.ts';
import { lang } from './t.svelte.ts';

/**
 * What a challenge says, in the page's language, else in one of the browser's.
 * `lang`: which language that is, for the element around it; undefined where it is the page's.
 */
export function said(text: Localised): Readonly<{ text: string; lang: Language | undefined }> {
  const found = inLanguage(text, [lang(), ...navigator.languages]);
  return { text: found.text, lang: found.language === lang() ? undefined : found.language };
}
