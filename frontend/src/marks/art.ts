/** The three marks, drawn once: in 24 × 24 for text and buttons, and for pins. Shape tells them apart as well as colour. */

export type MarkName = 'official' | 'community' | 'truth' | 'different' | 'unknown' | 'gone' | 'agree';

const stroke =
  'fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"';

const POLE =
  '<path d="M9 1h6v16.5L12 23l-3-5.5z" fill="#fff"/>' +
  '<path d="M9 1h6v4.2H9zM9 9.4h6v4.2H9zM9.1 17.8h5.8L12 23z" fill="var(--red)"/>' +
  '<path d="M9 1h6v16.5L12 23l-3-5.5z" fill="none" stroke="var(--hair-strong)" stroke-width="1" stroke-linejoin="round"/>';

/** Insides of an `<svg viewBox="0 0 24 24">`. */
export const ART: Readonly<Record<MarkName, string>> = {
  official: '<rect x="4" y="4" width="16" height="16" rx="1.5" fill="var(--orange)"/>',
  community: '<circle cx="12" cy="12" r="9" fill="var(--blue)"/>',
  truth: POLE,
  different: `<path d="M6 6l12 12M18 6L6 18" ${stroke}/>`,
  unknown: `<path d="M8.5 8.6c.3-2 1.7-3.1 3.6-3.1 2.1 0 3.6 1.3 3.6 3.1 0 2.6-3.7 2.7-3.7 5.7M12 18.6v.01" ${stroke}/>`,
  gone: `<path d="M5 12h14" ${stroke}/>`,
  agree: `<path d="M5 12.5l4.5 4.5L19 7.5" ${stroke}/>`,
};

const PINS = {
  official: {
    box: '0 0 24 24',
    art: '<rect x="1.5" y="1.5" width="21" height="21" rx="3" fill="#fff" stroke="#1b1d21" stroke-opacity=".5"/><rect x="4" y="4" width="16" height="16" rx="1" fill="var(--orange)"/>',
  },
  community: {
    box: '0 0 24 24',
    art: '<circle cx="12" cy="12" r="11" fill="#fff" stroke="#1b1d21" stroke-opacity=".5"/><circle cx="12" cy="12" r="8.5" fill="var(--blue)"/>',
  },
  truth: {
    box: '0 0 16 56',
    art: '<path d="M5 1h6v46l-3 8-3-8z" fill="#fff" stroke="#1b1d21" stroke-linejoin="round"/><path d="M5.5 1.5h5V10h-5zM5.5 19h5v9h-5zM5.5 37h5v9h-5zM6.1 48.5h3.8L8 53.6z" fill="#c8102e"/>',
  },
} as const;

/** A pin of the map, with an edge that stands out on imagery and on paper. */
export const pin = (name: keyof typeof PINS, width: number, height: number): string =>
  `<svg viewBox="${PINS[name].box}" width="${width}" height="${height}" aria-hidden="true">${PINS[name].art}</svg>`;
