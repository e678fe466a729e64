const BROWSERS = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** What a browser says that it is, as people call it. Null: a program that says something else, or nothing. */
export function browserName(agent: string | null): Readonly<{ browser: string; system: string }> | null {
  const [browser] = BROWSERS.find(([, sign]) => sign.test(agent ?? '')) ?? [];
  const [system] = SYSTEMS.find(([, sign]) => sign.test(agent ?? '')) ?? [];
  return browser && system ? { browser, system } : null;
}
