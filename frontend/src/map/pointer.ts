import L from 'leaflet';
import { asText } from './as-text.ts';
import type { FeatureLayer, Met } from './feature-layer.ts';
import { toLeaflet } from './lon-lat.ts';

/** Pixels beside a dot or a cluster that still mean it: of a mouse, and of a finger. */
const SLACK = { mouse: 3, finger: 14 };

/**
 * Where a pointer meets what is many: the name of it, a hand, and what lies at a click.
 * @param does whether a click on it does anything now
 */
export function pointer(map: L.Map, layer: FeatureLayer, does: (met: Met) => boolean) {
  const name = L.tooltip({ direction: 'top', offset: [0, -4] });

  function hover(met: Met | null): void {
    map.getContainer().classList.toggle('on-one', met !== null && does(met));
    layer.outline(met && 'cluster' in met ? met.cluster : null);
    const dot = met && 'dot' in met && met.dot.label ? met.dot : null;
    if (!dot) name.remove();
    else map.openTooltip(name.setContent(asText(dot.label)).setLatLng(toLeaflet(dot.at)));
  }
  let moves = false;
  map.on('movestart', () => {
    moves = true;
    hover(null);
  });
  map.on('moveend', () => {
    moves = false;
  });
  map.on('mouseout', () => hover(null));
  map.on('mousemove', ({ containerPoint }) => {
    if (!moves) hover(layer.at(containerPoint, SLACK.mouse));
  });

  return {
    /** What a click means. */
    at: ({ containerPoint, originalEvent }: L.LeafletMouseEvent): Met | null => {
      const isFinger = (originalEvent as PointerEvent).pointerType === 'touch';
      return layer.at(containerPoint, isFinger ? SLACK.finger : SLACK.mouse);
    },
  };
}
