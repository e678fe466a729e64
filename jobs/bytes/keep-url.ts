import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { userAgent } from '../../backend/net/user-agent.ts';
import { fetchUrl, type URL_LIMITS, type Validators } from '../../backend/sources/fetch/fetch-url.ts';
import { type Kept, keepBytes } from './keep-bytes.ts';

/** What addresses last sent, so that they are asked only for what has changed. */
export type LastSent = Readonly<{
  find(address: string): Promise<(Validators & Readonly<{ hash: string }>) | null>;
  save(address: string, sent: Validators & Readonly<{ hash: string }>): Promise<void>;
}>;

export type UrlFetching = Readonly<{
  /** Of the kept bytes. */
  folder: string;
  contact: string;
  last?: LastSent;
  limits?: Partial<typeof URL_LIMITS>;
  may?: (address: string) => boolean;
  signal?: AbortSignal;
}>;

/**
 * Brings what lies at an address into the kept bytes, unless they are there and the server says that nothing has changed.
 * @throws FileFault
 */
export async function keepUrl(source: string, fetching: UrlFetching): Promise<Kept> {
  const { folder, contact, last, limits, may, signal } = fetching;
  const before = (await last?.find(source)) ?? null;
  const there = before && (await touched(join(folder, before.hash)));
  const sent = await fetchUrl(source, bytes => keepBytes(bytes, folder), {
    userAgent: userAgent(contact),
    limits,
    may,
    signal,
    ...(there && { last: before }),
  });
  const kept = sent.saved ?? { hash: before!.hash, path: join(folder, before!.hash) };
  const { sentBy, etag, lastModified } = sent;
  if (sent.saved) await last?.save(source, { sentBy, etag, lastModified, hash: kept.hash });
  const published = momentOf(lastModified);
  return published === null ? kept : { ...kept, published };
}

/** Whether the file is there; whoever was about to remove it sees that somebody wants it again. */
async function touched(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

/** `Last-Modified` as ISO 8601; null where it says nothing, or something yet to come. */
function momentOf(header: string | null): string | null {
  const time = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) || time > Date.now() ? null : new Date(time).toISOString();
}
