import type en from './en.json';

/** Every message has its key in English first. */
export type Key = keyof typeof en;
export type Sentence = Readonly<{ key: Key; values?: Readonly<Record<string, string | number>> }>;
