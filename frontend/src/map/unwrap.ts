type Ring = readonly (readonly number[])[];

/**
 * A ring (degrees) that goes across the antimeridian, without its leaps from one edge of the world to the other: it goes on
 * beyond 180, and comes a second time where the other edge shows the rest of it. A ring around a pole is closed along it.
 */
export function unwrap(ring: Ring): Ring[] {
  let turn = 0;
  const whole = ring.map(([lon = 0, lat = 0], i) => {
    const leap = i === 0 ? 0 : lon - (ring[i - 1]![0] ?? 0);
    if (leap > 180) turn -= 360;
    else if (leap < -180) turn += 360;
    return [lon + turn, lat] as const;
  });
  const first = whole[0];
  const last = whole.at(-1);
  if (!first || !last) return [];
  if (Math.abs(last[0] - first[0]) > 180) {
    const pole = first[1] < 0 ? -90 : 90;
    const closed = [...whole, [last[0], pole] as const, [first[0], pole] as const];
    return [closed, ...around(closed)];
  }
  return [whole, ...around(whole)];
}

/** The same ring a world to the east or the west, where it is seen there. */
function around(ring: Ring): Ring[] {
  const lons = ring.map(([lon = 0]) => lon);
  const moved = (by: number): Ring => ring.map(([lon = 0, lat = 0]) => [lon + by, lat]);
  // A loop: a coast has tens of thousands of points, too many for the arguments of a function.
  let [west, east] = [Infinity, -Infinity];
  for (const lon of lons) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
  }
  return [...(east > 180 ? [moved(-360)] : []), ...(west < -180 ? [moved(360)] : [])];
}
