const stored = (task: string): string => `jalon.words.${task}`;

/** What was typed about a task and has not been sent: it outlives a change of the task, and a page that is loaded again. */
export const keptWords = (task: string): string => sessionStorage.getItem(stored(task)) ?? '';

/** @param words empty: nothing is kept any more */
export function keepWords(task: string, words: string): void {
  if (words) sessionStorage.setItem(stored(task), words);
  else sessionStorage.removeItem(stored(task));
}
