/** The three marks, drawn once: in 24 × 24 for text and buttons, and for pins. Shape tells them apart as well as colour. */

export type MarkName = 'official' | 'community' | 'truth' | 'different' | 'unknown' | 'gone' | 'agree';

const stroke =
  'fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"';

const POLE =
  '<path d="M9.5 1.5h5V18L12 22.5 9.5 18z" fill="#fff"/>' +
  '<path d="M9.5 1.5h5v3.7h-5zM9.5 9.1h5v3.8h-5zM9.5 16.6h5V18L12 22.5 9.5 18z" fill="var(--red)"/>' +
  '<path d="M9.5 1.5h5V18L12 22.5 9.5 18z" fill="none" stroke="var(--pole-edge, var(--ink))" stroke-width="1.2" stroke-linejoin="round"/>';

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

/** A pin of the map, with an edge that stands out on imagery and on paper. */
export function pin(name: 'official' | 'community' | 'truth', size: number): string {
  const art = {
    official:
      '<rect x="3" y="3" width="18" height="18" rx="2" fill="var(--orange)" stroke="#fff" stroke-width="2"/><rect x="2" y="2" width="20" height="20" rx="3" fill="none" stroke="#1b1d21" stroke-opacity=".55" stroke-width="1"/>',
    community:
      '<circle cx="12" cy="12" r="9" fill="var(--blue)" stroke="#fff" stroke-width="2"/><circle cx="12" cy="12" r="10.2" fill="none" stroke="#1b1d21" stroke-opacity=".55" stroke-width="1"/>',
    truth:
      '<path d="M8.8.8h6.4v17.5L12 23.5l-3.2-5.2z" fill="#fff" stroke="#1b1d21" stroke-width="1.2" stroke-linejoin="round"/><path d="M9.4 1.4h5.2v3.8H9.4zM9.4 9h5.2v3.8H9.4zM9.4 16.6h5.2v1.5L12 22.3l-2.6-4.2z" fill="#C8102E"/>',
  }[name];
  return `<svg viewBox="0 0 24 24" width="${size}" height="${size}" aria-hidden="true">${art}</svg>`;
}
