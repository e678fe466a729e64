import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './map.css';
import type { Me } from '../../../backend/http/contract/me.ts';
import { drawPins, drawPole, plantThanks } from './draw-pins.ts';
import { drawShapes } from './draw-shapes.ts';
import { FeatureLayer } from './feature-layer.ts';
import { fromLeaflet, toLeaflet } from './lon-lat.ts';
import { OutlineLayer } from './outline-layer.ts';
import type { Box, LonLat } from './place.ts';
import { pointer } from './pointer.ts';
import { corners, type MapHandle, type Scene, type View } from './scene.svelte.ts';
import { TileLayers } from './tile-layers.ts';
import { EDGE } from './word-side.ts';

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
/** Zoom steps that a click on a cluster comes nearer. */
const NEARER = 2;
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

const boundsOf = (box: Box): L.LatLngBounds => L.latLngBounds(corners(box).map(toLeaflet));

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

  const features = new FeatureLayer().addTo(map);
  const fontCame = () => features.repaint();
  document.fonts.addEventListener('loadingdone', fontCame);
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
  const points = () => scene?.onPole ?? scene?.onTap;
  const mouse = pointer(map, features, met => !points() && ('cluster' in met || scene?.onDot !== undefined));
  map.on('click', event => {
    const at = fromLeaflet(event.latlng);
    if (points()) return points()?.(at);
    const met = mouse.at(event);
    if (met && 'cluster' in met) approach(met.cluster.at, NEARER);
    else if (met) scene?.onDot?.(met.dot.id);
    else {
      const box = scene?.boxes?.find(one => boundsOf(one.box).contains(event.latlng));
      if (box) scene?.onBox?.(box.id);
    }
  });
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
    // A word beside its pin needs more than the pin; where the map is narrow it stands below.
    const wide = Math.min(EDGE, x / 6);
    const high = Math.min(ROOM, y / 6);
    map.fitBounds(L.latLngBounds(wanted.frame.map(toLeaflet)), {
      animate: false,
      padding: [wide, high],
      maxZoom: wanted.maxZoom ?? 17,
    });
    touched = false;
  }

  function redraw(wanted: Scene): void {
    drawing.clearLayers();
    const options = { pane: 'drawing', renderer, interactive: false };
    drawShapes({ map, group: drawing, options, colour }, wanted);
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
    features.show(wanted.dots, wanted.clusters);
    if (isNew) frame(wanted);
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
      features.repaint();
      if (scene) redraw(scene);
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
    close: () => {
      document.fonts.removeEventListener('loadingdone', fontCame);
      map.remove();
    },
  };
}
