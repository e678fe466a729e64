import { onReach } from './api.ts';

/** Whether the server answers, as the last request found it. */
let silent = $state(!navigator.onLine);
export const isOffline = (): boolean => silent;

const waiting = new Set<() => void>();
/** Called when the server answers again. @returns to be called when nobody wants to know any more */
export function onNetwork(back: () => void): () => void {
  waiting.add(back);
  return () => waiting.delete(back);
}

function hear(answers: boolean): void {
  const isBack = silent && answers;
  silent = !answers;
  if (isBack) for (const back of waiting) back();
}
onReach(hear);
addEventListener('offline', () => hear(false));
