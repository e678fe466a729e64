import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/** Keeps texts so that only who knows the secret can read them. */
export type Seal = Readonly<{
  /** @param about what it is and whose: it opens only where the same is said */
  seal(text: string, about: string): string;
  /** Null: sealed with another secret, about something else, or changed since. */
  unseal(sealed: string, about: string): string | null;
}>;

const CIPHER = 'aes-256-gcm';
/** Of the form, the cipher and the derivation together. */
const VERSION = 'v1';
/** bytes */
const NONCE = 12;
const TAG = 16;

/**
 * AES-256-GCM, a new nonce for each text, as `v1.` and base64url of nonce, ciphertext and tag. The key is derived by scrypt
 * (N 16384, r 8, p 1, once, some 50 ms): the secret may be words that a person thought of, and whoever has stolen a copy of
 * the database should not try them quickly. Its salt is a constant, since every process must derive the same key from
 * the settings alone.
 */
export function sealWith(secret: string): Seal {
  const key = scryptSync(secret, 'jalon seal v1', 32);
  return {
    seal(text, about) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, key, nonce);
      cipher.setAAD(Buffer.from(about));
      const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${VERSION}.${Buffer.concat(parts).toString('base64url')}`;
    },
    unseal(sealed, about) {
      const [, body] = /^v1\.([\w-]+)$/.exec(sealed) ?? [];
      const bytes = Buffer.from(body ?? '', 'base64url');
      // The last character of base64 may hold bits that stand for nothing.
      if (bytes.length < NONCE + TAG || bytes.toString('base64url') !== body) return null;
      const end = bytes.length - TAG;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(about));
      decipher.setAuthTag(bytes.subarray(end));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, end)), decipher.final()]).toString();
      } catch {
        return null;
      }
    },
  };
}
