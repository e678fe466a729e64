import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './map.css';
import type { Me } from '../../../backend/http/contract.ts';
import { pin } from '../marks/art.ts';
import { OutlineLayer } from './outline-layer.ts';
import type { Box, Dot, LonLat, MapHandle, Pin, Scene } from './scene.svelte.ts';
import { TileLayers } from './tile-layers.ts';

export type Layers = Me['layers'];
export type DrawnMap = MapHandle &
  Readonly<{
    draw: (scene: Scene) => void;
    useLayers: (layers: Layers, chosen: string) => void;
    repaint: () => void;
    resized: () => void;
    close: () => void;
  }>;

const to = ([lon, lat]: LonLat): L.LatLngTuple => [lat, lon];
const from = ({ lng, lat }: L.LatLng): LonLat => [round(L.Util.wrapNum(lng, [-180, 180], true)), round(lat)];
/** Seven decimals are a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
const asText = (text: string) => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);

/** Pixels kept free around what is framed. */
const ROOM = 72;
/** Pixels; on a narrower map the words stand below their pins. */
const NARROW = 560;
/** Milliseconds of the cross-fade between two scenes. */
const FADE = 140;

const TONES: Record<Dot['tone'], { fill: string; radius: number; opacity: number }> = {
  open: { fill: '--red', radius: 5, opacity: 0.9 },
  'under-way': { fill: '--ink', radius: 4.5, opacity: 0.8 },
  settled: { fill: '--green', radius: 4, opacity: 0.8 },
  pale: { fill: '--ink-soft', radius: 3.5, opacity: 0.45 },
};

const WEIGHTS: Record<Dot['tone'], number> = { open: 1.25, 'under-way': 1.25, settled: 2, pale: 0 };

/** Pixels of a pin: width, height. */
const SIZES = { official: [26, 26], community: [28, 28], truth: [16, 56] } as const;

/** The only place that knows leaflet. Draws scenes; never flies. */
export function openMap(element: HTMLElement, label: string): DrawnMap {
  const map = L.map(element, {
    zoomControl: false,
    attributionControl: false,
    zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    worldCopyJump: true,
    minZoom: 1,
    maxZoom: 20,
    renderer: L.canvas({ padding: 0.3 }),
  });
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', label);
  map.createPane('outlines').style.zIndex = '150';
  map.createPane('drawing').style.zIndex = '450';
  const svg = L.svg({ pane: 'drawing', padding: 0.5 });
  const attribution = L.control.attribution({ position: 'bottomleft', prefix: false }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 96, position: 'bottomleft' }).addTo(map);
  map.setView([48, 8], 4, { animate: false });

  const outlines = new OutlineLayer().addTo(map);
  outlines.load('far');
  const tiles = new TileLayers(map, () => map.getZoom() > 4.5 && outlines.load('near'));
  map.on('zoomend', () => {
    if (!tiles.answer && map.getZoom() > 4.5) outlines.load('near');
  });

  const dots = L.layerGroup().addTo(map);
  const drawing = L.layerGroup().addTo(map);
  let scene: Scene | null = null;
  let touched = false;
  map.on('dragstart', () => {
    touched = true;
  });
  element.addEventListener('wheel', () => {
    touched = true;
  });
  map.on('click', event => scene?.onPole?.(from(event.latlng)));

  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();

  function frame(wanted: Scene): void {
    if (!wanted.frame.length) return;
    const { x, y } = map.getSize();
    if (x < 10 || y < 10) return;
    const room = Math.min(ROOM, x / 6, y / 6);
    map.fitBounds(L.latLngBounds(wanted.frame.map(to)), {
      animate: false,
      padding: [room, room],
      maxZoom: wanted.maxZoom ?? 17,
    });
    touched = false;
  }

  function drawDots(wanted: Scene): void {
    dots.clearLayers();
    for (const dot of wanted.dots ?? []) {
      const { fill, radius, opacity } = TONES[dot.tone];
      const marker = L.circleMarker(to(dot.at), {
        radius: wanted.small ? radius * 0.7 : radius,
        weight: WEIGHTS[dot.tone] * (wanted.small ? 0.6 : 1),
        // Hollow when it is settled: nobody has to tell red from green.
        color: colour(dot.tone === 'settled' ? fill : '--raised'),
        fillColor: colour(dot.tone === 'settled' ? '--raised' : fill),
        fillOpacity: opacity,
        interactive: dot.tone !== 'pale' || Boolean(dot.label),
        bubblingMouseEvents: false,
      });
      if (dot.label) marker.bindTooltip(asText(dot.label), { direction: 'top', offset: [0, -4] });
      if (wanted.onDot) marker.on('click', () => wanted.onDot?.(dot.id));
      marker.addTo(dots);
    }
  }

  function addPin(found: Pin, pins: readonly Pin[]): void {
    const [width, height] = SIZES[found.mark];
    const other = pins.find(candidate => candidate !== found);
    const beside = other && other.at[0] > found.at[0] ? 'left' : 'right';
    const side = map.getSize().x < NARROW ? 'below' : beside;
    const icon = L.divIcon({
      html: `${pin(found.mark, width, height)}<span class="word ${side}">${asText(found.label)}</span>`,
      className: `pin ${found.mark}`,
      iconSize: [width, height],
      iconAnchor: [width / 2, found.mark === 'truth' ? height - 1 : height / 2],
    });
    L.marker(to(found.at), {
      icon,
      interactive: false,
      keyboard: false,
      zIndexOffset: found.mark === 'truth' ? 2000 : found.mark === 'community' ? 500 : 0,
    }).addTo(drawing);
  }

  function addPole(at: LonLat, how: 'placing' | 'chosen' | 'planted'): void {
    const [width, height] = SIZES.truth;
    const icon = L.divIcon({
      html: pin('truth', width, height),
      className: `pin pole ${how}`,
      iconSize: [width, height],
      iconAnchor: [width / 2, height - 1],
    });
    const free = how === 'placing';
    const pole = L.marker(to(at), {
      icon,
      draggable: free,
      autoPan: free,
      keyboard: false,
      zIndexOffset: 3000,
    });
    pole.on('dragend', () => scene?.onPole?.(from(pole.getLatLng())));
    pole.addTo(drawing);
  }

  function redraw(wanted: Scene): void {
    drawing.clearLayers();
    const options = { pane: 'drawing', renderer: svg, interactive: false };
    for (const { mark, shape } of wanted.shapes ?? []) {
      const ink = colour(mark === 'official' ? '--orange' : '--blue');
      L.geoJSON(shape as GeoJSON.GeometryObject, {
        style: { ...options, color: ink, weight: 2.5, fillColor: ink, fillOpacity: 0.12 },
        interactive: false,
      }).addTo(drawing);
    }
    if (wanted.circle) {
      const style = { color: colour('--orange'), weight: 2, dashArray: '6 5', fillOpacity: 0.07 };
      L.circle(to(wanted.circle.centre), { ...options, ...style, radius: wanted.circle.radius }).addTo(
        drawing,
      );
    }
    for (const { id, box, label: word, chosen } of wanted.boxes ?? []) {
      const [west, south, east, north] = box;
      const style = {
        color: colour('--ink'),
        weight: chosen ? 2 : 1,
        opacity: chosen ? 0.9 : 0.35,
        fillOpacity: chosen ? 0.05 : 0.02,
      };
      L.rectangle(
        [
          [south, west],
          [north, east],
        ],
        { ...options, ...style, interactive: true, bubblingMouseEvents: false },
      )
        .on('click', () => wanted.onBox?.(id))
        .addTo(drawing);
      const icon = L.divIcon({
        html: `<span>${asText(word)}</span>`,
        className: 'box-word',
        iconSize: [0, 0],
      });
      L.marker([north, (west + east) / 2], { icon, interactive: false, keyboard: false }).addTo(drawing);
    }
    if (wanted.line) addLine(wanted.line, options);
    for (const found of wanted.pins ?? []) addPin(found, wanted.pins ?? []);
    if (wanted.planted) addPole(wanted.planted, 'planted');
    else if (wanted.pole) addPole(wanted.pole, 'placing');
    else if (wanted.chosen) addPole(wanted.chosen, 'chosen');
    element.classList.toggle('placing', Boolean(wanted.pole && !wanted.planted));
    if (wanted.pole) map.keyboard.disable();
    else map.keyboard.enable();
  }

  function addLine(line: NonNullable<Scene['line']>, options: L.PathOptions): void {
    const ends = [to(line.from), to(line.to)];
    L.polyline(ends, { ...options, color: colour('--raised'), weight: 6, opacity: 0.85 }).addTo(drawing);
    L.polyline(ends, {
      ...options,
      color: colour('--ink'),
      weight: 2,
      dashArray: '1 6',
      lineCap: 'round',
    }).addTo(drawing);
    const icon = L.divIcon({
      html: `<span>${asText(line.label)}</span>`,
      className: 'length',
      iconSize: [0, 0],
    });
    const middle: LonLat = [(line.from[0] + line.to[0]) / 2, (line.from[1] + line.to[1]) / 2];
    L.marker(to(middle), { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(drawing);
  }

  let fading = 0;
  function draw(wanted: Scene): void {
    const before = scene;
    scene = wanted;
    if (before?.key === wanted.key) {
      if (before.dots !== wanted.dots) drawDots(wanted);
      redraw(wanted);
      return;
    }
    element.classList.add('fading');
    clearTimeout(fading);
    fading = window.setTimeout(
      () => {
        if (!scene) return;
        frame(scene);
        drawDots(scene);
        redraw(scene);
        element.classList.remove('fading');
      },
      before ? FADE : 0,
    );
  }

  return {
    draw,
    useLayers: (layers, chosen) => tiles.use(layers, chosen),
    repaint: () => {
      outlines.redraw();
      if (!scene) return;
      drawDots(scene);
      redraw(scene);
    },
    resized: () => {
      map.invalidateSize({ animate: false, pan: false });
      if (scene && !touched) frame(scene);
    },
    centre: () => from(map.getCenter()),
    shifted: (at, right, down) =>
      from(map.containerPointToLatLng(map.latLngToContainerPoint(to(at)).add([right, down]))),
    visible: (): Box => {
      const box = map.getBounds();
      return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    },
    zoom: steps => {
      touched = true;
      map.setZoom(map.getZoom() + steps, { animate: false });
    },
    hasTiles: () => tiles.answer,
    close: () => {
      clearTimeout(fading);
      attribution.remove();
      map.remove();
    },
  };
}
