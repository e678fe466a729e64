import { cutFrames, textAt } from './frames.ts';

/** The channel of a NotificationResponse: type, length, process id, then the name. */
export function channelOf(notification: Buffer): string {
  return textAt(notification, 9);
}

const LISTEN = /\b(un)?listen\s+("(?:[^"]|"")+"|\w+|\*)/gi;

/** Channels that the statements in these messages listen to or no longer listen to; `*` means all. */
export function namesListened(messages: Buffer): { listen: string[]; unlisten: string[] } {
  const found = { listen: [] as string[], unlisten: [] as string[] };
  for (const { type, bytes } of cutFrames(messages)) {
    if (type !== 'Q' && type !== 'P') continue;
    const text = type === 'Q' ? textAt(bytes, 5) : textAt(bytes, bytes.indexOf(0, 5) + 1);
    // Statements that listen are short; a bulk insert is not worth the search.
    if (text.length > 1000) continue;
    for (const [, not, name = ''] of text.matchAll(LISTEN))
      found[not ? 'unlisten' : 'listen'].push(plain(name));
  }
  return found;
}

/** As PostgreSQL folds a name: in lower case unless quoted. */
function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}
