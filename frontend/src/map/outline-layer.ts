import L from 'leaflet';
import { mercator } from './mercator.ts';
import { loadOutlines } from './outlines.ts';
import { type Pieces, piecesOf } from './pieces.ts';

/** Degrees between the lines of the grid, by zoom: a line about every hundred pixels. */
const GRID = [
  90, 60, 30, 20, 10, 5, 2, 1, 0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.0025, 0.001, 0.0005,
];

/** Nearer, a border of this detail would lie hundreds of metres from where it is. */
const LAST_BORDER = 9;

/** Pixels of a tile: a window of few large ones stands sooner than one of many. */
const SIZE = 512;
/** Zoom steps between the map's tiles of 256 pixels and these. */
const UP = 1;

/** Land, borders and a grid on canvas tiles of our own: there is a map where no tile server answers. */
export class OutlineLayer extends L.GridLayer {
  private pieces: Pieces | null = null;
  private detail: 'none' | 'far' | 'near' = 'none';

  constructor() {
    super({ pane: 'outlines', attribution: 'Natural Earth', updateWhenZooming: false, tileSize: SIZE });
  }

  async load(detail: 'far' | 'near'): Promise<void> {
    if (this.detail === detail || this.detail === 'near') return;
    this.detail = detail;
    // Without outlines the grid alone is drawn; the next call may load them.
    const loaded = await loadOutlines(detail).catch(() => null);
    if (loaded) this.pieces = piecesOf(loaded);
    else this.detail = this.pieces ? 'far' : 'none';
    this.redraw();
  }

  override createTile(coords: L.Coords): HTMLElement {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIZE * ratio;
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return canvas;
    context.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const level = coords.z - UP;
    const world = 2 ** level;
    const outlines = this.pieces?.(level, coords.x, coords.y);
    const x = (value: number) => (value * world - coords.x) * SIZE;
    const y = (value: number) => (value * world - coords.y) * SIZE;
    const trace = (points: ArrayLike<number>) => {
      for (let i = 0; i < points.length; i += 2) {
        if (i === 0) context.moveTo(x(points[0]!), y(points[1]!));
        else context.lineTo(x(points[i]!), y(points[i + 1]!));
      }
    };

    context.fillStyle = colour('--sea');
    context.fillRect(0, 0, SIZE, SIZE);
    context.lineJoin = 'round';
    if (outlines) {
      context.fillStyle = colour('--land');
      context.strokeStyle = colour('--coast');
      context.lineWidth = 1;
      context.beginPath();
      for (const { points } of outlines.land) {
        trace(points);
        context.closePath();
      }
      context.fill('evenodd');
      context.stroke();
    }
    this.drawGrid(context, coords, x, y, colour('--grid'));
    if (outlines && coords.z <= LAST_BORDER) {
      context.strokeStyle = colour('--border');
      context.setLineDash([4, 3]);
      context.beginPath();
      for (const { points } of outlines.borders) trace(points);
      context.stroke();
    }
    return canvas;
  }

  private drawGrid(
    context: CanvasRenderingContext2D,
    coords: L.Coords,
    x: (value: number) => number,
    y: (value: number) => number,
    colour: string,
  ): void {
    const step = GRID[Math.min(coords.z, GRID.length - 1)]!;
    const world = 2 ** (coords.z - UP);
    // Without the margin: a line on the edge of two tiles is drawn by one of them.
    const box = [coords.x / world, coords.y / world, (coords.x + 1) / world, (coords.y + 1) / world] as const;
    const lon = (value: number) => (value - 0.5) * 360;
    const lat = (value: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * value))) * 180) / Math.PI;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    for (let k = Math.ceil(lon(box[0]) / step); k * step < lon(box[2]); k++) {
      const at = Math.round(x(mercator(k * step, 0)[0])) + 0.5;
      context.moveTo(at, 0);
      context.lineTo(at, SIZE);
    }
    for (let k = Math.ceil(lat(box[3]) / step); k * step < lat(box[1]); k++) {
      const at = Math.round(y(mercator(0, k * step)[1])) + 0.5;
      context.moveTo(0, at);
      context.lineTo(SIZE, at);
    }
    context.stroke();
  }
}
