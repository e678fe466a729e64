import L from 'leaflet';
import { asText } from './as-text.ts';
import { toLeaflet } from './lon-lat.ts';
import type { LonLat } from './place.ts';
import type { Scene } from './scene.svelte.ts';
import { lengthAside } from './word-side.ts';

type Pen = Readonly<{
  map: L.Map;
  group: L.LayerGroup;
  options: L.PathOptions;
  colour: (name: string) => string;
}>;

/** @param aside pixels right of and below the place */
const word = (
  group: L.LayerGroup,
  at: LonLat,
  text: string,
  className: string,
  aside = { x: 0, y: 0 },
): void => {
  const html = `<span>${asText(text)}</span>`;
  const icon = L.divIcon({ html, className, iconSize: [0, 0], iconAnchor: [-aside.x, -aside.y] });
  L.marker(toLeaflet(at), { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(group);
};

/** Outlines of features, each in the colour of its side. */
function drawOutlines({ group, options, colour }: Pen, { shapes = [] }: Scene): void {
  for (const { mark, shape } of shapes) {
    const ink = colour(mark === 'official' ? '--orange' : '--blue');
    L.geoJSON(shape as GeoJSON.GeometryObject, {
      style: { ...options, color: ink, weight: 2.5, fillColor: ink, fillOpacity: 0.12 },
      interactive: false,
    }).addTo(group);
  }
}

function drawCircle({ group, options, colour }: Pen, { circle }: Scene): void {
  if (!circle) return;
  const style = { color: colour('--orange'), weight: 2, dashArray: '6 5', fillOpacity: 0.07 };
  L.circle(toLeaflet(circle.centre), { ...options, ...style, radius: circle.radius }).addTo(group);
}

function drawBoxes({ group, options, colour }: Pen, { boxes = [] }: Scene): void {
  for (const { box, label, chosen } of boxes) {
    const [west, south, east, north] = box;
    const corners: L.LatLngTuple[] = [
      [south, west],
      [north, east],
    ];
    L.rectangle(corners, {
      ...options,
      color: colour('--ink'),
      weight: chosen ? 2 : 1,
      opacity: chosen ? 0.9 : 0.35,
      fillOpacity: chosen ? 0.05 : 0.02,
      interactive: true,
    }).addTo(group);
    if (label) word(group, [(west + east) / 2, north], label, 'box-word');
  }
}

/** Pixels: how a pole stands on its foot, with what belongs to the word that it would cover. */
const POLE = { aside: 48, up: 68, down: 12, foot: 18 };

/** How much lower a word must be to stand below the pole that would cover it; pixels. */
function below(map: L.Map, word: LonLat, pole: LonLat | undefined): number {
  if (!pole) return 0;
  const { x, y } = map
    .latLngToContainerPoint(toLeaflet(pole))
    .subtract(map.latLngToContainerPoint(toLeaflet(word)));
  const covers = Math.abs(x) < POLE.aside && y > -POLE.down && y < POLE.up;
  return covers ? y + POLE.foot : 0;
}

/** Between two places, with its length in the middle. */
function drawLine({ map, group, options, colour }: Pen, { line, pole, chosen }: Scene): void {
  if (!line) return;
  const ends = [toLeaflet(line.from), toLeaflet(line.to)];
  L.polyline(ends, { ...options, color: colour('--raised'), weight: 6, opacity: 0.85 }).addTo(group);
  L.polyline(ends, {
    ...options,
    color: colour('--ink'),
    weight: 2,
    dashArray: '1 6',
    lineCap: 'round',
  }).addTo(group);
  const middle: LonLat = [(line.from[0] + line.to[0]) / 2, (line.from[1] + line.to[1]) / 2];
  const [from, to] = [line.from, line.to].map(end => map.latLngToContainerPoint(toLeaflet(end)));
  const aside = lengthAside([from!, to!], map.getSize().x);
  const lower = Math.max(aside.y, below(map, middle, pole ?? chosen));
  word(group, middle, line.label, 'length', { x: aside.x, y: lower });
}

/** A way with its corners, the first one larger. */
function drawRoute({ group, options, colour }: Pen, { route = [] }: Scene): void {
  const line = route.map(toLeaflet);
  L.polyline(line, { ...options, color: colour('--raised'), weight: 7, opacity: 0.85 }).addTo(group);
  L.polyline(line, { ...options, color: colour('--ink'), weight: 3 }).addTo(group);
  for (const [i, at] of line.entries())
    L.circleMarker(at, {
      ...options,
      radius: i === 0 ? 7 : 5,
      weight: 3,
      color: colour('--ink'),
      fillColor: colour('--raised'),
      fillOpacity: 1,
    }).addTo(group);
}

/** A ring around where somebody stands. */
function drawHere({ group, options, colour }: Pen, { here }: Scene): void {
  if (!here) return;
  for (const [radius, weight, ink] of [
    [11, 6, '--raised'],
    [11, 2.5, '--ink'],
    [3, 4, '--ink'],
  ] as const)
    L.circleMarker(toLeaflet(here), { ...options, radius, weight, color: colour(ink), fill: false }).addTo(
      group,
    );
}

export function drawShapes(pen: Pen, scene: Scene): void {
  drawOutlines(pen, scene);
  drawCircle(pen, scene);
  drawBoxes(pen, scene);
  drawRoute(pen, scene);
  drawHere(pen, scene);
  drawLine(pen, scene);
}
