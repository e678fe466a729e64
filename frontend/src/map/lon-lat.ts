import L from 'leaflet';
import type { LonLat } from './place.ts';

/** Seven decimals are a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

export const toLeaflet = ([lon, lat]: LonLat): L.LatLngTuple => [lat, lon];
export const fromLeaflet = ({ lng, lat }: L.LatLng): LonLat => [
  round(L.Util.wrapNum(lng, [-180, 180], true)),
  round(lat),
];
