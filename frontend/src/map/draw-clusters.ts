import L from 'leaflet';
import { toLeaflet } from './lon-lat.ts';
import type { Cluster, LonLat } from './scene.svelte.ts';

/** Pixels: of one with a single place, and more for each tenfold. */
const SIZE = { least: 24, tenfold: 8 };
/** Zoom steps that a click comes nearer. */
const NEARER = 2;

/** Circles with their number, larger for more; a click comes nearer. The keyboard has the list beside the map. */
export function drawClusters(
  group: L.LayerGroup,
  clusters: readonly Cluster[],
  approach: (at: LonLat, steps: number) => void,
): void {
  group.clearLayers();
  for (const { at, count, open, label } of clusters) {
    const size = Math.round(SIZE.least + SIZE.tenfold * Math.log10(count));
    const number = document.createElement('span');
    number.textContent = label;
    const icon = L.divIcon({ html: number, className: 'cluster', iconSize: [size, size] });
    const marker = L.marker(toLeaflet(at), { icon, keyboard: false });
    marker.on('click', () => approach(at, NEARER));
    marker.addTo(group);
    // By the element's own style: the content policy lets no style be written in HTML.
    marker.getElement()?.style.setProperty('--open', `${(open / count) * 100}%`);
  }
}
