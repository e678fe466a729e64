import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const ADDRESS = 'http://usual.test/';
const file = (path: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(`leaflet/dist/${path}`), 'utf8');

/** How a map is given thousands of features by whoever follows the tutorial. */
export const USUAL = {
  markers: 'L.marker([lat, lon], { icon })',
  svg: 'L.circleMarker([lat, lon], { radius: 5, weight: 1 })',
} as const;

/** A page with nothing on it but a map of these features, each with a name and a click, and a button with a menu. */
export async function openUsual(
  at: Page,
  how: keyof typeof USUAL,
  features: readonly (readonly [lon: number, lat: number])[],
): Promise<void> {
  const body = `<!doctype html><meta name="viewport" content="width=device-width"><style>${file('leaflet.css')}
    body { margin: 0 } #map { position: fixed; inset: 0 30% 0 0 } aside { margin-left: 72% } .dot { border-radius: 50%; background: #c00 }
    @media (max-width: 719px) { #map { inset: 0 0 45% } aside { margin: 58vh 16px } }</style>
    <div id="map"></div><aside><button id="menu" onclick="this.nextElementSibling.hidden ^= 1">Menu</button>
    <ul hidden><li>One<li>Two<li>Three</ul><p id="told">&nbsp;</p></aside><script>${file('leaflet.js')}</script><script>
    const map = L.map('map', { zoomAnimation: false, fadeAnimation: false });
    const icon = L.divIcon({ className: 'dot', iconSize: [10, 10] });
    const features = ${JSON.stringify(features)};
    map.fitBounds(features.map(([lon, lat]) => [lat, lon]));
    features.forEach(([lon, lat], i) => ${USUAL[how]}.bindTooltip('Feature ' + i)
      .on('click', () => { told.textContent = 'Feature ' + i; }).addTo(map));
    </script>`;
  await at.route(`${ADDRESS}**`, route => route.fulfill({ contentType: 'text/html', body }));
  await at.goto(ADDRESS);
}
