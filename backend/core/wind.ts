/** The winds of a compass, clockwise. */
export const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type Wind = (typeof WINDS)[number];

/** The wind that so much to the east and to the north is towards, in whatever unit. */
export const windOf = (east: number, north: number): Wind =>
  WINDS[(Math.round((Math.atan2(east, north) / Math.PI) * 4) + 8) % 8]!;
