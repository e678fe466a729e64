/** One coordinate as a source wrote it: a number, `missing`, or `unreadable`. */
export type Coordinate = number | 'missing' | 'unreadable';

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
/** 50°50'48"N, 4° 21.15' E, 50 50 48 N */
const SEXAGESIMAL =
  /^([+-]?\d{1,3})\s*[°d\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:['′’m\s]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|”|''|s)?)?)?\s*([NSEWO])?$/iu;
const HEMISPHERE = /^([NSEWO])\s*(.+)$|^(.+?)\s*°?\s*([NSEWO])$/iu;

const point = (text: string): number => Number(text.replace(',', '.'));

/** A comma is the decimal sign, unless a point follows it; marks between thousands fall away. */
const plainNumber = (text: string): number | null => {
  if (PLAIN.test(text)) return Number(text);
  const bare = text.replace(/[\s'’]/gu, '');
  const comma = bare.lastIndexOf(',');
  const dot = bare.lastIndexOf('.');
  const decimal = comma > dot ? ',' : '.';
  const thousands = decimal === ',' ? '.' : ',';
  if (bare.split(decimal).length > 2) return null;
  const [whole = '', rest] = bare.split(decimal);
  if (whole.includes(thousands) && !/^[+-]?\d{1,3}(?:[.,]\d{3})+$/u.test(whole)) return null;
  const joined = whole.replaceAll(thousands, '') + (rest === undefined ? '' : `.${rest}`);
  return PLAIN.test(joined) ? Number(joined) : null;
};

/** West and south are negative; O is west in French and Spanish, Ost in German, so it says nothing here. */
const isNegative = (letter: string | undefined): boolean => letter !== undefined && /[SW]/iu.test(letter);

/** Reads numbers, decimal commas, and degrees with minutes and seconds. */
export const coordinateOf = (value: unknown): Coordinate => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : 'unreadable';
  if (value === null || value === undefined) return 'missing';
  if (typeof value !== 'string') return 'unreadable';
  const text = value.trim();
  if (text === '' || /^(?:null|n\/?a|nan|none|-)$/iu.test(text)) return 'missing';
  const number = plainNumber(text);
  if (number !== null) return Number.isFinite(number) ? number : 'unreadable';
  const parts = SEXAGESIMAL.exec(text);
  if (parts !== null) {
    const [, degrees = '', minutes = '', seconds = '0', letter] = parts;
    if (/o/iu.test(letter ?? '')) return 'unreadable';
    const size = Math.abs(Number(degrees)) + point(minutes) / 60 + point(seconds) / 3600;
    return degrees.startsWith('-') || isNegative(letter) ? -size : size;
  }
  const signed = HEMISPHERE.exec(text);
  if (signed !== null) {
    const letter = signed[1] ?? signed[4];
    const size = plainNumber((signed[2] ?? signed[3] ?? '').replace('°', '').trim());
    if (size !== null && !/o/iu.test(letter ?? '')) return isNegative(letter) ? -size : size;
  }
  return 'unreadable';
};

/** The two coordinates of `50.84, 4.35`, `POINT (4.35 50.84)`, `[4.35, 50.84]` or `{lon, lat}`, as longitude, latitude. */
export const pairOf = (value: unknown): readonly [Coordinate, Coordinate] => {
  if (value === null || value === undefined || value === '') return ['missing', 'missing'];
  if (Array.isArray(value)) return [coordinateOf(value[1]), coordinateOf(value[0])];
  if (typeof value === 'object') {
    const { lon, lng, longitude, lat, latitude } = value as Record<string, unknown>;
    return [coordinateOf(lon ?? lng ?? longitude), coordinateOf(lat ?? latitude)];
  }
  const text = String(value).trim();
  const wkt = /^(?:SRID=\d+;\s*)?POINT\s*(?:Z|M|ZM)?\s*\(\s*(\S+)\s+([^\s)]+)[^)]*\)$/iu.exec(text);
  if (wkt !== null) return [coordinateOf(wkt[1]), coordinateOf(wkt[2])];
  const pair = /^[[(]?\s*([+-]?[\d.]+)\s*[,;\s]\s*([+-]?[\d.]+)\s*[\])]?$/u.exec(text);
  return pair === null ? ['unreadable', 'unreadable'] : [coordinateOf(pair[2]), coordinateOf(pair[1])];
};
