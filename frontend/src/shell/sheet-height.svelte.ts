export type Height = 'low' | 'middle' | 'high';
const HEIGHTS: readonly Height[] = ['low', 'middle', 'high'];
/** Pixels; a shorter way is a tap. */
const TAP = 6;

/** How tall the sheet of a phone is: dragged by its grip, tapped from height to height, or moved by the arrow keys. */
export function sheetHeight(start: () => Height, pixels: () => number) {
  let height = $derived<Height>(start());
  let held = $state<number | null>(null);
  let from = { y: 0, height: 0 };
  let moved = false;

  function step(by: number): void {
    const next = HEIGHTS[HEIGHTS.indexOf(height) + by];
    if (next) height = next;
  }

  return {
    get height() {
      return height;
    },
    /** Pixels while the grip is held. */
    get held() {
      return held;
    },
    grip: {
      onpointerdown(event: PointerEvent): void {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        from = { y: event.clientY, height: pixels() };
        held = from.height;
        moved = false;
      },
      onpointermove(event: PointerEvent): void {
        if (held === null) return;
        held = from.height + from.y - event.clientY;
        if (Math.abs(event.clientY - from.y) > TAP) moved = true;
      },
      onpointerup(event: PointerEvent): void {
        if (held === null) return;
        held = null;
        if (moved) step(event.clientY < from.y ? 1 : -1);
      },
      onpointercancel(): void {
        held = null;
      },
      /** A tap without a drag, or the keyboard. */
      onclick(): void {
        if (!moved) height = HEIGHTS[(HEIGHTS.indexOf(height) + 1) % HEIGHTS.length] ?? 'middle';
        moved = false;
      },
      onkeydown(event: KeyboardEvent): void {
        if (event.key === 'ArrowUp') step(1);
        else if (event.key === 'ArrowDown') step(-1);
      },
    },
  };
}
