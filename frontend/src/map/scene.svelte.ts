import type { FeatureView } from '../../../backend/http/contract/task.ts';
import type { Box, LonLat } from './place.ts';

/** Two opposite corners, for framing; a box across the antimeridian stays whole. */
export const corners = ([west, south, east, north]: Box): LonLat[] => [
  [west, south],
  [east < west ? east + 360 : east, north],
];

/** One of the three marks at its place, with a word beside it. */
export type Pin = Readonly<{
  mark: 'official' | 'community' | 'truth';
  at: LonLat;
  label: string;
}>;

/** One of many: a task on the challenge's map, another feature of the same data. */
export type Dot = Readonly<{
  id: string;
  at: LonLat;
  tone: 'open' | 'under-way' | 'settled' | 'pale';
  label: string;
}>;

/** Many of them as one; `open` of them still ask for something. */
export type Cluster = Readonly<{ at: LonLat; count: number; open: number; label: string }>;

/** What the map shows. A new `key` is framed anew and cross-fades; with the same key only the drawing changes. */
export type Scene = Readonly<{
  key: string;
  pins?: readonly Pin[];
  line?: Readonly<{ from: LonLat; to: LonLat; label: string }>;
  shapes?: readonly Readonly<{ mark: 'official' | 'community'; shape: NonNullable<FeatureView['shape']> }>[];
  /** Metres: somewhere within this circle. */
  circle?: Readonly<{ centre: LonLat; radius: number }>;
  boxes?: readonly Readonly<{ id: string; box: Box; label: string; chosen: boolean }>[];
  dots?: readonly Dot[];
  /** A click on one zooms in. */
  clusters?: readonly Cluster[];
  /** A way that is drawn corner by corner. */
  route?: readonly LonLat[];
  /** Where the person is. */
  here?: LonLat;
  /** The pole that is being placed; it can be dragged, tapped to and moved by the arrow keys. */
  pole?: LonLat;
  /** Where the pole will stand, as far as it has been said. */
  chosen?: LonLat;
  frame: readonly LonLat[];
  /** Never nearer than this, so that a single point keeps its surroundings. */
  maxZoom?: number;
  onDot?: (id: string) => void;
  onBox?: (id: string) => void;
  onPole?: (at: LonLat) => void;
  /** Somebody points at places: by a tap, or by Enter at the middle of the map, where a cross stands. */
  onTap?: (at: LonLat) => void;
}>;

const WORLD: Scene = {
  key: 'world',
  frame: [
    [-120, -50],
    [150, 65],
  ],
};

let current = $state.raw<Scene>(WORLD);
export const scene = (): Scene => current;
export function show(next: Scene): void {
  current = next;
}

/** What is seen of the world once a movement has ended; null while there is no map. */
export type View = Readonly<{ box: Box; centre: LonLat; zoom: number }>;
let seen = $state.raw<View | null>(null);
export const view = (): View | null => seen;
export function setView(next: View | null): void {
  seen = next;
}

/** What the mounted map lets others do; null until it is there. */
export type MapHandle = Readonly<{
  centre: () => LonLat;
  /** The position that lies so many pixels right of and below another. */
  shifted: (at: LonLat, right: number, down: number) => LonLat;
  visible: () => Box;
  /** 400 ms of thanks where a pole was planted; they stay there while the map shows something else. */
  thank: (at: LonLat) => void;
  zoom: (steps: number) => void;
  /** Brings a place to the middle, so many steps nearer. */
  approach: (at: LonLat, steps: number) => void;
  /** Tiles of the chosen layer have come: what is said now may be seen on it. */
  hasTiles: () => boolean;
}>;
let handle = $state.raw<MapHandle | null>(null);
export const map = (): MapHandle | null => handle;
export function setMap(next: MapHandle | null): void {
  handle = next;
}
