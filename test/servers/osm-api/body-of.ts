import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { Refusal } from './refusal.ts';

const UNPACK = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/**
 * The text of a request's body, unpacked. @param most bytes
 * @throws Refusal 400, 413, 415; whatever the connection broke with, where it did so before the end
 */
export async function bodyOf(request: IncomingMessage, most: number): Promise<string> {
  const tooLarge = () => new Refusal(413, `Payload exceeds limit of ${most} bytes`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= most) chunks.push(chunk as Buffer);
  }
  if (size > most) throw tooLarge();
  const packed = Buffer.concat(chunks);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && !(encoding in UNPACK))
    throw new Refusal(415, 'Supported Content-Encodings are: identity, gzip, deflate', {
      'accept-encoding': 'gzip, deflate',
    });
  try {
    const bytes =
      encoding === 'identity'
        ? packed
        : await UNPACK[encoding as keyof typeof UNPACK](packed, { maxOutputLength: most });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (fault) {
    if ((fault as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Refusal(400, `Cannot read the body: ${(fault as Error).message}`);
  }
}
