import type { Me } from '../../../backend/http/contract/me.ts';
import { t } from '../messages/t.svelte.ts';

/** What may be derived from a layer, for people who are about to trace from it. */
export function sayMay({ may }: Pick<Me['layers'][number], 'may'>): string {
  if (may.includes('osm')) return t('layer.may-osm');
  return t(may.length ? 'layer.not-osm' : 'layer.look-only');
}
