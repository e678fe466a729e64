import L from 'leaflet';
import { dotStamps, radiusOf, type Stamps } from './dot-stamps.ts';
import { clusterRadius, drawCluster } from './draw-cluster.ts';
import type { Cluster, Dot } from './scene.svelte.ts';
import { type Spots, spots } from './spots.ts';

/** What leaflet's own canvas is made from, which moves with the map and zooms with it; its types keep that to themselves. */
type Renderer = L.Layer & { _map: L.Map; _container: HTMLCanvasElement; _bounds: L.Bounds; _update(): void };
const Renderer = L.Renderer as unknown as new (options: L.RendererOptions) => Renderer;

/** Of a window's size, drawn around it, so that something is there while the map is dragged. */
const PADDING = 0.2;

type Many<One> = Readonly<{ all: readonly One[]; spots: Spots }>;
const many = <One extends Dot | Cluster>(all: readonly One[]): Many<One> => ({ all, spots: spots(all) });
export type Met = Readonly<{ dot: Dot } | { cluster: Cluster }>;

/** All that may be many, dots and clusters, on one canvas: thousands of elements would hold up every key and every click. */
export class FeatureLayer extends Renderer {
  private dots = many<Dot>([]);
  private clusters = many<Cluster>([]);
  private met: Cluster | null = null;
  private stamps: Stamps | null = null;
  private inks = new Map<string, string>();
  private ratio = 0;
  private isDue = false;

  constructor() {
    super({ padding: PADDING });
  }

  show(dots: readonly Dot[] = [], clusters: readonly Cluster[] = []): void {
    if (dots === this.dots.all && clusters === this.clusters.all) return;
    if (dots !== this.dots.all) this.dots = many(dots);
    if (clusters !== this.clusters.all) this.clusters = many(clusters);
    this.met = null;
    this.drawSoon();
  }

  /** What lies at a point of the map's element; `slack`: pixels that it may lie beside. */
  at(point: L.Point, slack: number): Met | null {
    const { x, y } = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min!);
    const { dots, clusters } = this;
    const cluster = clusters.spots.nearest(x, y, i => clusterRadius(clusters.all[i]!) + slack);
    if (cluster >= 0) return { cluster: clusters.all[cluster]! };
    const dot = dots.spots.nearest(x, y, i => radiusOf(dots.all[i]!.tone) + slack);
    return dot >= 0 ? { dot: dots.all[dot]! } : null;
  }

  /** A line goes around the one under the pointer. */
  outline(met: Cluster | null): void {
    if (met === this.met) return;
    this.met = met;
    this.drawSoon();
  }

  /** Light or dark, or another type, may have come. */
  repaint(): void {
    this.stamps = null;
    this.drawSoon();
  }

  /** Once for all that changes at a time, and before the next frame: what is shown never lies where the map was. */
  private drawSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      if (this._map) this.draw();
    });
  }

  _initContainer(): void {
    this._container = document.createElement('canvas');
  }
  _destroyContainer(): void {
    this._container.remove();
  }
  override _update(): void {
    super._update();
    this.drawSoon();
  }

  private draw(): void {
    const canvas = this._container;
    const context = canvas.getContext('2d');
    if (!context) return;
    // An empty one takes as much of the screen's time as a full one.
    if (this.dots.spots.count + this.clusters.spots.count === 0) {
      canvas.width = canvas.height = 0;
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const { x: width, y: height } = this._bounds.getSize();
    const [across, down] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.width = `${across / ratio}px`;
      canvas.style.height = `${down / ratio}px`;
    } else {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, across, down);
    }
    L.DomUtil.setPosition(canvas, this._bounds.min!);
    const { x: left, y: top } = this._map.getPixelOrigin().add(this._bounds.min!);
    const world = L.CRS.EPSG3857.scale(this._map.getZoom());
    for (const { spots } of [this.dots, this.clusters]) spots.layOut({ left, top, width, world });

    if (!this.stamps || ratio !== this.ratio) {
      this.ratio = ratio;
      this.inks.clear();
      this.stamps = dotStamps(ratio, this.colour);
    }
    this.drawDots(context, across, down);
    context.scale(ratio, ratio);
    this.drawClusters(context);
  }

  /** At whole pixels of the screen, where a copy is as sharp as what it is of. */
  private drawDots(context: CanvasRenderingContext2D, across: number, down: number): void {
    const { all, spots } = this.dots;
    for (let i = 0; i < spots.count; i++) {
      const stamp = this.stamps![all[i]!.tone];
      const x = Math.round(spots.x(i) * this.ratio - stamp.width / 2);
      const y = Math.round(spots.y(i) * this.ratio - stamp.height / 2);
      if (x > -stamp.width && y > -stamp.height && x < across && y < down) context.drawImage(stamp, x, y);
    }
  }

  private drawClusters(context: CanvasRenderingContext2D): void {
    const { all, spots } = this.clusters;
    if (spots.count === 0) return;
    const { fontSize, fontFamily } = getComputedStyle(this._map.getContainer());
    context.font = `600 ${fontSize} ${fontFamily}`;
    context.textAlign = 'center';
    const pen = { context, colour: this.colour };
    for (const [i, one] of all.entries()) drawCluster(pen, one, spots.x(i), spots.y(i), one === this.met);
  }

  /** Asked for once: each asking may make the browser work out its styles anew. */
  private colour = (name: string): string => {
    let ink = this.inks.get(name);
    if (ink === undefined) {
      ink = getComputedStyle(this._map.getContainer()).getPropertyValue(name).trim();
      this.inks.set(name, ink);
    }
    return ink;
  };
}
