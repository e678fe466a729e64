/** What a person chose for this browser: light or dark, and whether single letters are keys. */

export type Theme = 'system' | 'light' | 'dark';
const THEME = 'jalon.theme';
const KEYS = 'jalon.letter-keys';
const LAYER = 'jalon.layer';

const dark = matchMedia('(prefers-color-scheme: dark)');
let theme = $state<Theme>((localStorage.getItem(THEME) as Theme | null) ?? 'system');
let systemDark = $state(dark.matches);
let letterKeys = $state(localStorage.getItem(KEYS) !== 'off');
let layer = $state<string | null>(localStorage.getItem(LAYER));

function paint(): void {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
}

export const isDark = (): boolean => (theme === 'system' ? systemDark : theme === 'dark');
export const hasLetterKeys = (): boolean => letterKeys;
export const chosenLayer = (): string | null => layer;

export function chooseTheme(wanted: Theme): void {
  theme = wanted;
  localStorage.setItem(THEME, wanted);
  paint();
}

export function chooseLetterKeys(on: boolean): void {
  letterKeys = on;
  localStorage.setItem(KEYS, on ? 'on' : 'off');
}

export function chooseLayer(id: string): void {
  layer = id;
  localStorage.setItem(LAYER, id);
}

export function startSettings(): void {
  dark.addEventListener('change', event => {
    systemDark = event.matches;
    paint();
  });
  paint();
}
