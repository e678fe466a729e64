/** A path of the site of that origin; `/` for whatever else somebody may have put into an address. */
export function pathOfOurs(text: string | null, site: string): string {
  if (!text?.startsWith('/') || !URL.canParse(text, site)) return '/';
  const { origin, pathname, search } = new URL(text, site);
  return origin === site && !pathname.startsWith('//') ? pathname + search : '/';
}
