import { ownVersion } from '../config.ts';

/** Who asks, for the operator of the other side: name, version and a way to reach us. */
export const userAgent = (contact: string): string =>
  `Jalon/${ownVersion()}${contact ? ` (${contact})` : ''}`;
