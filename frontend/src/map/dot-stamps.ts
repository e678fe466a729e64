import type { Dot } from './scene.svelte.ts';

type Colour = (name: string) => string;

/** Pixels, shares, and the colour's name. Settled ones are hollow: nobody has to tell red from green. */
const TONES = {
  open: { fill: '--red', edge: '--raised', radius: 5, weight: 1.25, opacity: 0.9 },
  'under-way': { fill: '--ink', edge: '--raised', radius: 4.5, weight: 1.25, opacity: 0.8 },
  settled: { fill: '--raised', edge: '--green', radius: 4, weight: 2, opacity: 0.8 },
  pale: { fill: '--ink-soft', edge: '--raised', radius: 3.5, weight: 0, opacity: 0.45 },
} as const satisfies Record<Dot['tone'], unknown>;

/** Pixels from its middle, the line around it included. */
export const radiusOf = (tone: Dot['tone']): number => TONES[tone].radius + TONES[tone].weight / 2;

export type Stamps = Readonly<Record<Dot['tone'], ImageBitmap>>;

/** Every tone drawn once, at the screen's own pixels: thousands of dots are then copied, not drawn. */
export function dotStamps(ratio: number, colour: Colour): Stamps {
  const stamp = (tone: Dot['tone']): ImageBitmap => {
    const { fill, edge, radius, weight, opacity } = TONES[tone];
    const half = Math.ceil(radiusOf(tone)) + 1;
    const size = Math.ceil(2 * half * ratio);
    const canvas = new OffscreenCanvas(size, size);
    const context = canvas.getContext('2d');
    if (!context) return canvas.transferToImageBitmap();
    context.translate(size / 2, size / 2);
    context.scale(ratio, ratio);
    context.beginPath();
    context.arc(0, 0, radius, 0, 2 * Math.PI);
    context.fillStyle = colour(fill);
    context.globalAlpha = opacity;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = weight;
    context.strokeStyle = colour(edge);
    if (weight > 0) context.stroke();
    return canvas.transferToImageBitmap();
  };
  return {
    open: stamp('open'),
    'under-way': stamp('under-way'),
    settled: stamp('settled'),
    pale: stamp('pale'),
  };
}
