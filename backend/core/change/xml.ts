const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Written as they are, a parser would turn them into spaces (XML 1.0, 3.3.3).
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 cannot hold: control characters but tab and line ends, half characters, non-characters. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The value of an attribute. Characters that XML cannot hold are an Error: checks before this keep them out. */
function attribute(text: string): string {
  if (FORBIDDEN.test(text)) throw new Error(`XML cannot hold ${JSON.stringify(text)}`);
  return text.replace(/[&<>"'\t\n\r]/g, found => ESCAPES[found]!);
}

/** `<name a="1" b="2">children</name>`, one line each, indented; attributes that are undefined are left out. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attribute(String(value))}"`)
    .join('');
  if (children.length === 0) return `<${name}${written}/>`;
  const inner = children.map(child => `  ${child.replaceAll('\n', '\n  ')}`).join('\n');
  return `<${name}${written}>\n${inner}\n</${name}>`;
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
