import type { Call } from '../frame/operation.ts';
import { Refusal } from '../refusal.ts';

/** @param shown layers that were on the map @throws Refusal 422 */
export function refuseUnknownLayers(shown: readonly string[], { deps }: Pick<Call, 'deps'>): void {
  const unknown = shown.find(id => !deps.config.layers.some(layer => layer.id === id));
  if (unknown !== undefined)
    throw new Refusal(422, 'unknown-layer', 'That map layer is not known here', unknown);
}
