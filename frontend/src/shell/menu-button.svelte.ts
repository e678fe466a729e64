import { tick } from 'svelte';

/** Milliseconds between two letters of one word. */
const WORD = 700;

/** A button that opens a menu of `role="menuitem"`: the arrow keys walk through it, letters find, Escape leaves. */
export function menuButton() {
  let open = $state(false);
  let button: HTMLElement | null = null;
  let menu: HTMLElement | null = null;
  let typed = '';
  let typedAt = 0;
  const items = (): HTMLElement[] => [...(menu?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];

  /** @param at which item gets the focus; counted from the end where it is negative */
  async function show(at = 0): Promise<void> {
    open = true;
    await tick();
    items().at(at)?.focus();
  }
  function close(back: boolean): void {
    open = false;
    if (back) button?.focus();
  }

  /** What begins with the letters typed in quick succession. */
  function find(letter: string): void {
    typed = Date.now() - typedAt < WORD ? typed + letter : letter;
    typedAt = Date.now();
    const all = items();
    const from = all.indexOf(document.activeElement as HTMLElement) + (typed.length === 1 ? 1 : 0);
    const wanted = typed.toLocaleLowerCase();
    [...all.slice(from), ...all.slice(0, from)]
      .find(one => one.textContent?.trim().toLocaleLowerCase().startsWith(wanted))
      ?.focus();
  }

  function onMenuKey(event: KeyboardEvent): void {
    // The focus goes where it would; the menu is not in its way.
    if (event.key === 'Tab') {
      close(false);
      return;
    }
    // What the item itself does with it. Every other key is none of the page's below.
    event.stopPropagation();
    if (event.key === 'Enter') return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (event.key === 'Escape') close(true);
    else if (event.key === ' ') (document.activeElement as HTMLElement).click();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) find(event.key);
    else return;
    event.preventDefault();
  }

  const outside = (event: Event): void => {
    const target = event.target as Node;
    if (!menu?.contains(target) && !button?.contains(target)) close(false);
  };

  return {
    get open() {
      return open;
    },
    show,
    close,
    toggle: (): void => {
      if (open) close(false);
      else show();
    },
    onButtonKey(event: KeyboardEvent): void {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      show(event.key === 'ArrowDown' ? 0 : -1);
    },
    onMenuKey,
    /** For `{@attach}` on the button, and on the menu while it is open. */
    isButton: (element: HTMLElement): void => {
      button = element;
    },
    isMenu: (element: HTMLElement): (() => void) => {
      menu = element;
      // Drawn anew while it is open, it lost the focus with what was drawn before.
      if (document.activeElement === document.body) items()[0]?.focus();
      document.addEventListener('pointerdown', outside);
      return () => {
        menu = null;
        document.removeEventListener('pointerdown', outside);
      };
    },
  };
}
