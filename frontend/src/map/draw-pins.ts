import L from 'leaflet';
import { pin } from '../marks/art.ts';
import { asText } from './as-text.ts';
import { fromLeaflet, toLeaflet } from './lon-lat.ts';
import type { LonLat } from './place.ts';
import type { Pin, Scene } from './scene.svelte.ts';
import { isNarrow, wordSide } from './word-side.ts';

/** Pixels of a pin: width, height. */
const SIZES = { official: [26, 26], community: [28, 28], truth: [16, 56] } as const;
/** Above each other, where they meet. */
const HEIGHTS = { official: 0, community: 500, truth: 2000, pole: 3000 } as const;

const anchor = (mark: Pin['mark']): L.PointTuple => {
  const [width, height] = SIZES[mark];
  return [width / 2, mark === 'truth' ? height - 1 : height / 2];
};
const icon = (mark: Pin['mark'], className: string, word = ''): L.DivIcon => {
  const [width, height] = SIZES[mark];
  return L.divIcon({
    html: pin(mark, width, height) + word,
    className: `pin ${className}`,
    iconSize: [width, height],
    iconAnchor: anchor(mark),
  });
};

/** The marks of a scene, each with its word. */
export function drawPins(group: L.LayerGroup, map: L.Map, pins: readonly Pin[]): void {
  const points = pins.map(({ at }) => map.latLngToContainerPoint(toLeaflet(at)));
  const width = map.getSize().x;
  pins.forEach(({ mark, at, label }, i) => {
    const word = `<span class="word ${wordSide(i, points, isNarrow(width), width)}">${asText(label)}</span>`;
    L.marker(toLeaflet(at), {
      icon: icon(mark, mark, word),
      interactive: false,
      keyboard: false,
      zIndexOffset: HEIGHTS[mark],
    }).addTo(group);
  });
}

/** The pole that is being placed, or will stand: at most one. */
export function drawPole(group: L.LayerGroup, scene: Scene, onMove: (at: LonLat) => void): void {
  const at = scene.pole ?? scene.chosen;
  if (!at) return;
  const isFree = scene.pole !== undefined;
  const pole = L.marker(toLeaflet(at), {
    icon: icon('truth', `pole ${isFree ? 'placing' : 'chosen'}`),
    draggable: isFree,
    autoPan: isFree,
    keyboard: false,
    zIndexOffset: HEIGHTS.pole,
  });
  pole.on('dragend', () => onMove(fromLeaflet(pole.getLatLng())));
  pole.addTo(group);
}

/** A planted pole at a point of the screen, which goes by itself. */
export function plantThanks(map: L.Map, at: LonLat): void {
  const { x, y } = map.latLngToContainerPoint(toLeaflet(at));
  const size = map.getSize();
  if (x < 0 || y < 0 || x > size.x || y > size.y) return;
  const [width, height] = SIZES.truth;
  const thanks = L.DomUtil.create('div', 'thanks', map.getContainer());
  thanks.style.translate = `${Math.round(x - width / 2)}px ${Math.round(y - height + 1)}px`;
  thanks.innerHTML = pin('truth', width, height);
  thanks.addEventListener('animationend', event => event.target === thanks && thanks.remove());
}
