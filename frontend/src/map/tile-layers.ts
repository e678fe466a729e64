import L from 'leaflet';
import type { Layers } from './leaflet-map.ts';

/** So many tiles that fail before the first one comes: this server is left alone for a while. */
const PATIENCE = 6;
/** Milliseconds in which the first tile comes; a server that only listens is as silent as one that fails. */
const FIRST = 15_000;
/** Milliseconds until a silent tile server is asked again. */
const REST = 60_000;

/** One tile layer at a time, above the outlines. Where its server is silent nothing broken is drawn. */
export class TileLayers {
  /** At least one tile has come. */
  answer = false;
  private shown: L.TileLayer | null = null;
  private chosen = '';
  /** Named still, though its tiles do not come: its data may be what lies on top. */
  private named: string | null = null;
  private readonly map: L.Map;
  private readonly onSilence: () => void;

  constructor(map: L.Map, onSilence: () => void) {
    this.map = map;
    this.onSilence = onSilence;
  }

  use(layers: Layers, chosen: string): void {
    const layer = layers.find(({ id }) => id === chosen) ?? layers[0];
    if (!layer || layer.id === this.chosen) return;
    this.chosen = layer.id;
    this.show(layer);
  }

  private show(layer: Layers[number]): void {
    this.shown?.remove();
    if (this.named) this.map.attributionControl.removeAttribution(this.named);
    this.named = null;
    this.answer = false;
    let failed = 0;
    const shown = L.tileLayer(layer.url, {
      attribution: layer.attribution,
      maxNativeZoom: layer.maxZoom,
      maxZoom: 20,
      className: layer.imagery ? 'imagery' : 'sheet',
    });
    shown.on('tileload', () => {
      this.answer = true;
    });
    shown.on('tileerror', () => {
      failed++;
      if (!this.answer && failed === PATIENCE) this.leave(shown, layer);
    });
    setTimeout(() => !this.answer && this.leave(shown, layer), FIRST);
    this.shown = shown.addTo(this.map);
  }
  /** Takes a silent layer away, and tries again after a while. */
  private leave(shown: L.TileLayer, layer: Layers[number]): void {
    if (this.shown !== shown || this.named) return;
    this.onSilence();
    this.named = layer.attribution;
    this.map.attributionControl.addAttribution(layer.attribution);
    // Outside of leaflet's own loop over its tiles.
    setTimeout(() => this.shown === shown && shown.remove());
    setTimeout(() => this.shown === shown && this.show(layer), REST);
  }
}
