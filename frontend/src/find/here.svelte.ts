import type { LonLat } from '../map/place.ts';

/** Where the person is, once they have pressed "near me". Kept by this page only: it is neither stored nor sent but as what to look near. */
let place = $state.raw<LonLat | null>(null);
export const here = (): LonLat | null => place;

/** Milliseconds that a device has to say where it is; a place as old as that is good enough. */
const PATIENCE = 20_000;

/** Asks the device. @returns false where it may not or cannot say */
export async function findHere(): Promise<boolean> {
  if (!('geolocation' in navigator)) return false;
  return new Promise(resolve => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        place = [coords.longitude, coords.latitude];
        resolve(true);
      },
      () => resolve(false),
      { timeout: PATIENCE, maximumAge: PATIENCE },
    );
  });
}
