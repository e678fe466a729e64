import { isUrl } from './fetch/fetch-url.ts';
import { isOverpass } from './overpass/area.ts';

/** Not a file: somebody has to be asked for it. */
export const isRemote = (source: string): boolean => isUrl(source) || isOverpass(source);
