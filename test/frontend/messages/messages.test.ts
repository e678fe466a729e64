import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundled } from '../../../challenges/bundled.ts';
import { fill, type Message } from '../../../frontend/src/messages/fill.ts';

const SOURCES = join(import.meta.dirname, '../../../frontend/src');
const LANGUAGES = ['en', 'fr', 'nl', 'de'] as const;
const read = (language: string): Record<string, Message> =>
  JSON.parse(readFileSync(join(SOURCES, 'messages', `${language}.json`), 'utf8'));
const messages = Object.fromEntries(LANGUAGES.map(language => [language, read(language)]));
const english = messages['en']!;

const forms = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const places = (message: Message): string[] => [
  ...new Set(forms(message).flatMap(text => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))),
];

const sources = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && /\.(svelte|ts)$/.test(entry.name))
  .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');

/** Keys that are put together from a prefix and a code of the server or of a list. */
const COMPOSED =
  /^(kind|licence|step|rejection|warning|key|why|outcome|state|reason|not-possible|problem|extra|topic|difficulty|language|filter|order|wind|fit|download|change|mark|lifecycle|role|role-does|key-scope|key-scope-short|sign-in-problem|may|audit-did|audit-who|unfit|edit-kind|lacking|hold|changeset-state|connect-problem|told|task-state|stays)\./;

describe.each(LANGUAGES)('the messages in %s', language => {
  const own = messages[language]!;

  it('have exactly the keys of English', () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
  });

  it('name no value that English does not have', () => {
    const strange = Object.entries(own).flatMap(([key, message]) =>
      places(message)
        .filter(name => !places(english[key]!).includes(name))
        .map(name => `${key}: {${name}}`),
    );
    expect(strange).toEqual([]);
  });

  it('leave out no figure and no name that English tells, but the noun and the code', () => {
    const lost = Object.entries(english).flatMap(([key, message]) =>
      places(message)
        .filter(name => name !== 'noun' && !places(own[key]!).includes(name))
        .map(name => `${key}: {${name}}`),
    );
    expect(lost).toEqual([]);
  });

  it('have a form for every count that the language tells apart', () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    // French and others have "many" for millions; it reads like "other" here.
    const needed = wanted.filter(category => category !== 'many');
    const lacking = Object.entries(own).filter(
      ([, message]) => typeof message !== 'string' && !needed.every(category => category in message),
    );
    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  it('never shout', () => {
    const loud = Object.entries(own).filter(([, message]) => forms(message).some(text => text.includes('!')));
    expect(loud.map(([key]) => key)).toEqual([]);
  });

  it('are not empty, and are translated', () => {
    for (const message of Object.values(own))
      expect(forms(message).every(text => text.trim() !== '')).toBe(true);
    if (language === 'en') return;
    const sentences = Object.entries(own).filter(
      ([key, message]) =>
        forms(message)[0]!.split(' ').length > 3 && forms(message)[0] === forms(english[key]!)[0],
    );
    expect(sentences.map(([key]) => key)).toEqual([]);
  });
});

describe('the texts in French', () => {
  /** A sign of punctuation that could begin a line, or a straight apostrophe. */
  const isLoose = (text: string) => / [;:?»]|« |'/.test(text);

  it('never let a line begin with a punctuation mark', () => {
    const loose = Object.entries(messages['fr']!).filter(([, message]) => forms(message).some(isLoose));
    expect(loose.map(([key]) => key)).toEqual([]);
  });

  it.each(bundled.map(one => [one.id, one] as const))('nor do those of %s', (_, challenge) => {
    const { title, description, instructions, noun, classes } = challenge;
    const labels = (classes?.classes ?? []).flatMap(({ label }) => (label ? [label] : []));
    const texts = [title, description, instructions, noun, ...labels].map(({ fr }) => fr ?? '');
    expect(texts.filter(isLoose)).toEqual([]);
  });
});

describe('the keys of messages', () => {
  it('are all used', () => {
    const unused = Object.keys(english).filter(key => !COMPOSED.test(key) && !sources.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });
});

describe('fill', () => {
  it('puts values where their names stand, numbers as the language writes them', () => {
    expect(fill('{a} of {b}', { a: 1234, b: 'x' }, 'en')).toBe('1,234 of x');
    expect(fill('{a}', { a: 1234 }, 'de')).toBe('1.234');
  });

  it('chooses the form by the count', () => {
    const message = { one: '{count} task', other: '{count} tasks' };
    expect(fill(message, { count: 1 }, 'en')).toBe('1 task');
    expect(fill(message, { count: 0 }, 'en')).toBe('0 tasks');
    expect(fill(message, { count: 0 }, 'fr')).toBe('0 task');
  });

  it('leaves a place that has no value, so that it is seen', () => {
    expect(fill('{nobody}', {}, 'en')).toBe('{nobody}');
  });
});
