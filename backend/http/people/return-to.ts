/** Only decides how a path is read; nobody is sent there. */
const HERE = 'http://here.invalid';

/**
 * Where somebody goes after signing in: a path of this site as a header may hold it, `/` for everything else. Browsers read
 * `//host`, `/\host` and what only looks like a path after they took out tabs and dots as another site.
 */
export function pathOfOurs(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!text.startsWith('/') || /^\/\/|[\\\u0000-\u001f\u007f]/.test(text)) return '/';
  if (!URL.canParse(text, HERE)) return '/';
  const { origin, pathname, search, hash } = new URL(text, HERE);
  // `/.//host` has become `//host`.
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
