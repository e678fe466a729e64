import { metres } from '../../../backend/core/geo.ts';
import type { LonLat } from '../map/place.ts';

/** How far beside a route a task may lie, in metres. */
export const BESIDE = [100, 500, 2000, 10_000] as const;
/** Corners; the server takes no more. */
const MOST = 500;
const STORED = 'jalon.route';

type Route = Readonly<{ line: readonly LonLat[]; within: number }>;
const NONE: Route = { line: [], within: 500 };

/** The way somebody is about to go, drawn on the map; this browser keeps it. */
let current = $state.raw<Route>(read());
export const routeLine = (): readonly LonLat[] => current.line;
export const routeWithin = (): number => current.within;
/** Two corners make a way. */
export const hasRoute = (): boolean => current.line.length > 1;

export function addCorner(at: LonLat): void {
  if (current.line.length < MOST) keep({ ...current, line: [...current.line, at] });
}
export const undoCorner = (): void => keep({ ...current, line: current.line.slice(0, -1) });
export const clearRoute = (): void => keep({ ...current, line: [] });
export const chooseWithin = (within: number): void => keep({ ...current, within });

/** Metres from its first corner to its last. */
export const routeLength = (): number =>
  current.line.reduce((sum, at, i, line) => sum + (i === 0 ? 0 : metres(line[i - 1]!, at)), 0);

function keep(next: Route): void {
  current = next;
  localStorage.setItem(STORED, JSON.stringify(next));
}

/** What is stored may be of another version, or anybody's. */
function read(): Route {
  try {
    const { line, within } = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Route>;
    if (!Array.isArray(line) || !line.every(isPlace)) return NONE;
    return { line: line.slice(0, MOST), within: BESIDE.find(one => one === within) ?? NONE.within };
  } catch {
    return NONE;
  }
}

const isPlace = (at: unknown): at is LonLat =>
  Array.isArray(at) && at.length === 2 && Math.abs(at[0]) <= 180 && Math.abs(at[1]) <= 90;
