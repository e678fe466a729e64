/** Short words at the edge of the map. One with an action stays until its time ends; U does what it offers. */
export type Toast = Readonly<{
  id: string;
  text: string;
  /** Milliseconds since 1970; shown as a countdown when there is an action. */
  until: number;
  action?: Readonly<{ label: string; key?: string; run: () => void }>;
}>;

let shown = $state.raw<readonly Toast[]>([]);
export const toasts = (): readonly Toast[] => shown;

export function toast(next: Toast): void {
  shown = [...shown.filter(({ id }) => id !== next.id), next];
  setTimeout(() => drop(next.id, next.until), Math.max(0, next.until - Date.now()));
}

/** `until`: only if it has not been renewed since. */
export function drop(id: string, until?: number): void {
  shown = shown.filter(one => one.id !== id || (until !== undefined && one.until !== until));
}
