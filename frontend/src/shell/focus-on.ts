import { tick } from 'svelte';

/** Brings the focus to where somebody goes on, once it is drawn: what had it may be gone. */
export async function focusOn(id: string): Promise<void> {
  await tick();
  document.getElementById(id)?.focus();
}
