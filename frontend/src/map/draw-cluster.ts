import type { Cluster } from './scene.svelte.ts';

/** Pixels across: of one with a single place, and more for each tenfold. */
const SIZE = { least: 24, tenfold: 8 };
/** Pixels: of the ring, and of the line around it under a pointer. */
const RING = 3.5;
const OUTLINE = 2;
const TURN = 2 * Math.PI;

export const clusterRadius = ({ count }: Cluster): number =>
  Math.round(SIZE.least + SIZE.tenfold * Math.log10(count)) / 2;

export type ClusterPen = Readonly<{
  context: CanvasRenderingContext2D;
  colour: (name: string) => string;
}>;

/** A ring of what is open around the number; the rest of the ring is what is settled. */
export function drawCluster(
  { context, colour }: ClusterPen,
  cluster: Cluster,
  x: number,
  y: number,
  isMet: boolean,
): void {
  const radius = clusterRadius(cluster);
  const share = cluster.open / cluster.count;
  /** From the top on, with the clock. */
  const pie = (size: number, ink: string, from = 0, to = 1): void => {
    if (from === to) return;
    context.fillStyle = colour(ink);
    context.beginPath();
    if (to - from < 1) context.moveTo(x, y);
    context.arc(x, y, size, TURN * (from - 1 / 4), TURN * (to - 1 / 4));
    context.fill();
  };
  if (isMet) pie(radius + OUTLINE, '--ink');
  pie(radius, '--red', 0, share);
  pie(radius, '--green', share, 1);
  pie(radius - RING, '--paper');
  context.fillStyle = colour('--ink');
  const { actualBoundingBoxAscent } = context.measureText(cluster.label);
  context.fillText(cluster.label, x, y + actualBoundingBoxAscent / 2);
}
