/** Attached to a dialog: it is open, and alone on the page, for as long as it is there. */
export function openDialog(dialog: HTMLDialogElement): () => void {
  dialog.showModal();
  return () => dialog.close();
}
