import { z } from 'zod';
import { DESTINATIONS } from './core/licence/licence.ts';

/** A map layer: what the browser draws, whom it names, and where a value traced from it may go. */
export const layerSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,100}$/, 'must be of letters a to z, digits and hyphens'),
  name: z.string().min(1),
  /** With {z}, {x}, {y} and, where the server has several names, {s}. */
  url: z
    .string()
    .regex(/^https?:\/\//, 'must start with https://')
    .refine(url => ['{z}', '{x}', '{y}'].every(part => url.includes(part)), 'must contain {z}, {x} and {y}'),
  attribution: z.string().min(1, 'must name whose map it is'),
  maxZoom: z.number().int().min(1).max(24).default(19),
  /** Aerial imagery, as opposed to a drawn map. */
  imagery: z.boolean().default(false),
  /** Where values traced from it may go; nowhere unless it says so. */
  may: z.array(z.enum(DESTINATIONS)).default([]),
});
export type Layer = z.infer<typeof layerSchema>;

/** The first is the base map. */
export const DEFAULT_LAYERS: Layer[] = [
  {
    id: 'osm',
    name: 'OpenStreetMap',
    url: 'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
    attribution: '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors',
    maxZoom: 19,
    imagery: false,
    // Drawn from ODbL data: what is traced from it is OSM's again.
    may: ['osm', 'internal'],
  },
  {
    id: 'esri-world-imagery',
    name: 'Esri World Imagery',
    url: 'https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}',
    attribution:
      'Powered by <a href="https://www.esri.com">Esri</a>. Esri, Maxar, Earthstar Geographics, and the GIS User Community',
    maxZoom: 19,
    imagery: true,
    // Esri lets OSM contributors trace for OSM, nothing else: https://wiki.openstreetmap.org/wiki/Esri
    may: ['osm'],
  },
];
