import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './map.css';
import type { Me } from '../../../backend/http/contract/me.ts';
import { drawClusters } from './draw-clusters.ts';
import { drawDots } from './draw-dots.ts';
import { drawPins, drawPole, plantThanks } from './draw-pins.ts';
import { drawShapes } from './draw-shapes.ts';
import { fromLeaflet, toLeaflet } from './lon-lat.ts';
import { OutlineLayer } from './outline-layer.ts';
import type { Box, LonLat, MapHandle, Scene, View } from './scene.svelte.ts';
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

/** The nearest zoom. */
const MOST = 20;
/** Pixels kept free around what is framed. */
const ROOM = 72;
/** Milliseconds of the cross-fade between two scenes. */
const FADE = 140;
/** From this zoom on the outlines of land are drawn in detail. */
const NEAR = 4.5;

function mapIn(element: HTMLElement, label: string): L.Map {
  const map = L.map(element, {
    zoomControl: false,
    attributionControl: false,
    // Else land comes out of the sea with every task.
    fadeAnimation: false,
    zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    worldCopyJump: true,
    minZoom: 1,
    maxZoom: MOST,
    renderer: L.canvas({ padding: 0.3 }),
  });
  // It takes the arrow keys for itself.
  element.setAttribute('role', 'application');
  element.setAttribute('aria-label', label);
  map.createPane('outlines').style.zIndex = '150';
  map.createPane('drawing').style.zIndex = '450';
  L.control.attribution({ position: 'bottomleft', prefix: false }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 96, position: 'bottomleft' }).addTo(map);
  return map.setView([48, 8], 4, { animate: false });
}

/** Draws scenes; never flies. With its neighbours in this folder the only place that knows leaflet. */
export function openMap(element: HTMLElement, label: string, onView: (view: View) => void): DrawnMap {
  const map = mapIn(element, label);
  const outlines = new OutlineLayer().addTo(map);
  outlines.load('far');
  const loadNear = () => {
    if (map.getZoom() > NEAR) outlines.load('near');
  };
  const tiles = new TileLayers(map, loadNear);
  map.on('zoomend', () => {
    if (!tiles.answer) loadNear();
  });

  const dots = L.layerGroup().addTo(map);
  const clusters = L.layerGroup().addTo(map);
  const drawing = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: 'drawing', padding: 0.5 });
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  let scene: Scene | null = null;
  /** Somebody has moved the map: it is not framed again by itself. */
  let touched = false;
  map.on('dragstart', () => {
    touched = true;
  });
  element.addEventListener('wheel', () => {
    touched = true;
  });
  map.on('click', ({ latlng }) => (scene?.onPole ?? scene?.onTap)?.(fromLeaflet(latlng)));
  element.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target === element) scene?.onTap?.(fromLeaflet(map.getCenter()));
  });
  const visible = (): Box => {
    const box = map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  };
  map.on('moveend', () =>
    onView({ box: visible(), centre: fromLeaflet(map.getCenter()), zoom: map.getZoom() }),
  );
  const approach = (at: LonLat, steps: number) => {
    touched = true;
    map.setView(toLeaflet(at), Math.min(MOST, map.getZoom() + steps), { animate: false });
  };

  function frame(wanted: Scene): void {
    if (!wanted.frame.length) return;
    const { x, y } = map.getSize();
    if (x < 10 || y < 10) return;
    const room = Math.min(ROOM, x / 6, y / 6);
    map.fitBounds(L.latLngBounds(wanted.frame.map(toLeaflet)), {
      animate: false,
      padding: [room, room],
      maxZoom: wanted.maxZoom ?? 17,
    });
    touched = false;
  }

  /** What is many, which takes its time: only where it has changed. */
  function drawMany(wanted: Scene, before: Scene | null): void {
    if (before?.dots !== wanted.dots) drawDots(dots, wanted, colour);
    if (before?.clusters !== wanted.clusters) drawClusters(clusters, wanted.clusters ?? [], approach);
  }

  function redraw(wanted: Scene): void {
    drawing.clearLayers();
    const options = { pane: 'drawing', renderer, interactive: false };
    drawShapes({ group: drawing, options, colour }, wanted);
    drawPins(drawing, map, wanted.pins ?? []);
    drawPole(drawing, wanted, at => scene?.onPole?.(at));
    element.classList.toggle('placing', Boolean(wanted.pole || wanted.onTap));
    element.classList.toggle('pointing', Boolean(wanted.onTap));
    if (wanted.pole) map.keyboard.disable();
    else map.keyboard.enable();
  }

  function draw(wanted: Scene): void {
    const before = scene;
    scene = wanted;
    const isNew = before?.key !== wanted.key;
    if (isNew) frame(wanted);
    drawMany(wanted, isNew ? null : before);
    redraw(wanted);
    if (isNew && before) fadeIn();
  }

  /** What is drawn anew comes out of what was there, without a moment in which neither is seen. */
  function fadeIn(): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const pane of ['overlayPane', 'markerPane', 'drawing'])
      map.getPane(pane)?.animate({ opacity: [0, 1] }, { duration: FADE, easing: 'ease' });
  }

  return {
    draw,
    useLayers: (layers, chosen) => tiles.use(layers, chosen),
    repaint: () => {
      outlines.redraw();
      if (!scene) return;
      drawDots(dots, scene, colour);
      redraw(scene);
    },
    resized: () => {
      map.invalidateSize({ animate: false, pan: false });
      if (scene && !touched) frame(scene);
    },
    centre: () => fromLeaflet(map.getCenter()),
    shifted: (at, right, down) =>
      fromLeaflet(map.containerPointToLatLng(map.latLngToContainerPoint(toLeaflet(at)).add([right, down]))),
    visible,
    approach,
    zoom: steps => {
      touched = true;
      map.setZoom(map.getZoom() + steps, { animate: false });
    },
    thank: at => plantThanks(map, at),
    hasTiles: () => tiles.answer,
    close: () => map.remove(),
  };
}
