/** What keys do on the task page. */
export type TaskKeys = Readonly<{
  /** Pixels right and down; null while no pole is being placed. */
  movePole: ((right: number, down: number) => void) | null;
  /** Sends, or plants. */
  enter: () => void;
  back: () => void;
  /** A writing field is left. */
  leaveField: () => void;
  /** Letters and digits; null where they are switched off (WCAG 2.1.4). False for a key that means nothing. */
  letter: ((pressed: string) => boolean) | null;
}>;

/** Pixels that an arrow key moves the pole; ten times as many with Shift. */
const STEP = 4;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function onTaskKey(event: KeyboardEvent, keys: TaskKeys): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target instanceof Element ? event.target : null;
  if (does(event, target, keys)) event.preventDefault();
}

/** Whether the key was meant for the page. */
function does(event: KeyboardEvent, target: Element | null, keys: TaskKeys): boolean {
  if (target?.closest('input:not([type=checkbox]), textarea, select')) {
    if (event.key === 'Escape') keys.leaveField();
    // Else the same press would also click the button that gets the focus next.
    else if (event.key === 'Enter' && target.matches('input')) keys.enter();
    else return false;
    return true;
  }
  const arrow = ARROWS[event.key];
  if (keys.movePole && arrow && !target?.closest('.grip')) {
    const by = STEP * (event.shiftKey ? 10 : 1);
    keys.movePole(arrow[0] * by, arrow[1] * by);
    return true;
  }
  if (event.key === 'Escape') {
    keys.back();
    return false;
  }
  if (event.key === 'Enter' && !target?.closest('button, a, summary, input')) {
    keys.enter();
    return true;
  }
  return !event.repeat && (keys.letter?.(event.key.toLowerCase()) ?? false);
}
