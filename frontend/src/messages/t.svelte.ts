import { LANGUAGES, type Language } from '../../../backend/core/challenge/localised.ts';
import { fill, type Message, type Values } from './fill.ts';
import type { Key } from './key.ts';

/** Exactly the keys of English: a missing or a superfluous key in a file does not compile. */
type Same<File> = { [K in Key]: Message } & { [K in Exclude<keyof File, Key>]: never };
const exact = <File extends Same<File>>(file: { default: File }): Record<Key, Message> => file.default;

const FILES: Record<Language, () => Promise<Record<Key, Message>>> = {
  en: () => import('./en.json').then(exact),
  fr: () => import('./fr.json').then(exact),
  nl: () => import('./nl.json').then(exact),
  de: () => import('./de.json').then(exact),
};

const STORED = 'jalon.language';
let language = $state<Language>('en');
let messages = $state.raw<Record<Key, Message>>({} as Record<Key, Message>);

function preferred(): Language {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages];
  const known = wanted.map(tag => LANGUAGES.find(code => tag.toLowerCase().split('-')[0] === code));
  return known.find(code => code !== undefined) ?? 'en';
}

async function use(wanted: Language): Promise<void> {
  messages = await FILES[wanted]();
  language = wanted;
  document.documentElement.lang = wanted;
}

export const startLanguage = (): Promise<void> => use(preferred());

export async function chooseLanguage(wanted: Language): Promise<void> {
  localStorage.setItem(STORED, wanted);
  await use(wanted);
}

export const lang = (): Language => language;

export const t = (key: Key, values: Values = {}): string => fill(messages[key] ?? key, values, language);

/** A message for a code that the server gave; `otherwise` when this version of the interface has no words for it. */
export function tCode(prefix: string, code: string, otherwise: Key, values: Values = {}): string {
  const key = `${prefix}.${code}`;
  return t(key in messages ? (key as Key) : otherwise, { ...values, code });
}
