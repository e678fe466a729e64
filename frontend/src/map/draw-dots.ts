import L from 'leaflet';
import { asText } from './as-text.ts';
import { toLeaflet } from './lon-lat.ts';
import type { Dot, Scene } from './scene.svelte.ts';

/** Pixels, shares, and the colour's name. Settled ones are hollow: nobody has to tell red from green. */
const TONES = {
  open: { fill: '--red', edge: '--raised', radius: 5, weight: 1.25, opacity: 0.9 },
  'under-way': { fill: '--ink', edge: '--raised', radius: 4.5, weight: 1.25, opacity: 0.8 },
  settled: { fill: '--raised', edge: '--green', radius: 4, weight: 2, opacity: 0.8 },
  pale: { fill: '--ink-soft', edge: '--raised', radius: 3.5, weight: 0, opacity: 0.45 },
} as const satisfies Record<Dot['tone'], unknown>;

/** Where many challenges share the map. */
const SMALL = { radius: 0.7, weight: 0.6 };

export function drawDots(group: L.LayerGroup, scene: Scene, colour: (name: string) => string): void {
  group.clearLayers();
  const inks = new Map<string, string>();
  const ink = (name: string): string => {
    if (!inks.has(name)) inks.set(name, colour(name));
    return inks.get(name)!;
  };
  for (const dot of scene.dots ?? []) {
    const { fill, edge, radius, weight, opacity } = TONES[dot.tone];
    const marker = L.circleMarker(toLeaflet(dot.at), {
      radius: radius * (scene.small ? SMALL.radius : 1),
      weight: weight * (scene.small ? SMALL.weight : 1),
      color: ink(edge),
      fillColor: ink(fill),
      fillOpacity: opacity,
      interactive: dot.tone !== 'pale' || Boolean(dot.label),
      bubblingMouseEvents: false,
    });
    if (dot.label) marker.bindTooltip(asText(dot.label), { direction: 'top', offset: [0, -4] });
    if (scene.onDot) marker.on('click', () => scene.onDot?.(dot.id));
    marker.addTo(group);
  }
}
