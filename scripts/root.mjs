import { fileURLToPath } from 'node:url';

/** Jalon's own folder, absolute. */
export const root = fileURLToPath(new URL('..', import.meta.url));
