import type { Tags } from '../../feature.ts';

export const WEBSITE_KEYS = ['website', 'contact:website', 'url'] as const;

export const websiteOf = (tags: Tags): string | undefined => {
  for (const key of WEBSITE_KEYS) if (tags[key]) return tags[key];
  return undefined;
};

/** An address in a form in which equal pages are written alike. */
export type Website = Readonly<{
  /** lower case, without `www.` */
  host: string;
  /** path and what of the query names the page */
  page: string;
  /** The host is everybody's: only the page says whose it is. */
  shared: boolean;
  /** What the page is cannot be seen: it leads somewhere else. */
  hidden: boolean;
}>;

const LONGEST = 500;
/** Sites of many, by their name without a country or language before it. */
const SHARED: ReadonlySet<string> = new Set([
  'facebook.com',
  'instagram.com',
  'twitter.com',
  'x.com',
  'linkedin.com',
  'youtube.com',
  'tiktok.com',
  'pinterest.com',
  'vk.com',
  'linktr.ee',
  'sites.google.com',
  'google.com',
  'tripadvisor.com',
  'yelp.com',
  'booking.com',
  'foursquare.com',
  'wikipedia.org',
  'wikidata.org',
  'openstreetmap.org',
]);
/** Other names of these. */
const ALSO: Readonly<Record<string, string>> = { 'fb.com': 'facebook.com', 'fb.me': 'facebook.com' };
const SHORTENERS: ReadonlySet<string> = new Set([
  'bit.ly',
  't.co',
  'goo.gl',
  'maps.app.goo.gl',
  'g.page',
  'tinyurl.com',
  'ow.ly',
  'is.gd',
  'buff.ly',
  'rb.gy',
  'shorturl.at',
  'cutt.ly',
]);
/** What says where a visitor came from. */
const TRACKING =
  /^(?:utm_.*|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|_ga|_gl|ref|referrer|source|y_source|igshid|igsh|locale|sc_.*|mibextid)$/u;
const INDEX = /\/(?:index|default|home)\.(?:html?|php\d?|aspx?|jsp|cfm)$/u;
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?(?:[^/?#@]*@)?([^/?#:]+)(?::\d+)?([^?#]*)(?:\?([^#]*))?/u;

const sharedName = (host: string): string | null => {
  const labels = host.split('.');
  for (let from = 0; from < labels.length - 1; from++) {
    const name = labels.slice(from).join('.');
    const known = ALSO[name] ?? name;
    if (SHARED.has(known)) return known;
  }
  return null;
};

const oneOf = (text: string): Website | null => {
  const [, name = '', path = '', query = ''] = ADDRESS.exec(text.trim().toLowerCase()) ?? [];
  const bare = name.replace(/^(?:www\d?\.)+/u, '').replace(/\.$/u, '');
  if (!/^[^\s.]+(?:\.[^\s.]+)+$/u.test(bare)) return null;
  const shared = sharedName(bare);
  const kept = query
    .split('&')
    .filter(part => part !== '' && !TRACKING.test(part.split('=')[0]!))
    .sort();
  const page = path
    .replace(INDEX, '')
    .replace(/\/{2,}/gu, '/')
    .replace(/\/+$/u, '');
  return {
    host: shared ?? bare,
    page: kept.length > 0 ? `${page}?${kept.join('&')}` : page,
    shared: shared !== null,
    hidden: SHORTENERS.has(bare),
  };
};

/** The addresses in a list; none for what names no host. */
export const websitesIn = (value: string): readonly Website[] =>
  value
    .slice(0, LONGEST)
    .split(/[;\s]+/u)
    .map(oneOf)
    .filter(website => website !== null);

/** 0 nothing can be said, 1 other sites, 2 other pages of one site, 3 the same page. */
const levelOfTwo = (a: Website, b: Website): number => {
  if (a.host === b.host && a.page === b.page) return a.shared && a.page === '' ? 0 : 3;
  if (a.hidden || b.hidden) return 0;
  // A page on somebody else's site and a site of one's own: the same place may well have both.
  if (a.shared !== b.shared) return 0;
  return a.host === b.host && !a.shared ? 2 : a.host !== b.host && a.shared ? 0 : 1;
};

/** How much two lists agree: the best of their pairs counts. */
export const compareWebsites = (a: readonly Website[], b: readonly Website[]): number => {
  let best = 0;
  for (const one of a) for (const other of b) best = Math.max(best, levelOfTwo(one, other));
  return best;
};
