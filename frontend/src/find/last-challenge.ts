const STORED = 'jalon.last-challenge';

/** The challenge that this browser last showed a task of. */
export const lastChallenge = (): string | null => localStorage.getItem(STORED);
export const rememberChallenge = (id: string): void => localStorage.setItem(STORED, id);
