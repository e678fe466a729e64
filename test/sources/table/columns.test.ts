import { describe, expect, it } from 'vitest';
import {
  degreeColumns,
  gridColumns,
  identifierColumns,
  nameColumn,
} from '../../../backend/sources/table/columns.ts';

describe('columns of longitude and latitude', () => {
  it.each([
    [['longitude', 'latitude'], 'longitude', 'latitude'],
    [['LAT', 'LON'], 'LON', 'LAT'],
    [['lat_deg', 'lng_deg'], 'lng_deg', 'lat_deg'],
    [['longitude_deg', 'latitude_deg'], 'longitude_deg', 'latitude_deg'],
    [['stop_lat', 'stop_lon'], 'stop_lon', 'stop_lat'],
    [['long', 'lat'], 'long', 'lat'],
    [['breedtegraad', 'lengtegraad'], 'lengtegraad', 'breedtegraad'],
    [['Längengrad', 'Breitengrad'], 'Längengrad', 'Breitengrad'],
    [['long_wgs84', 'lat_wgs84'], 'long_wgs84', 'lat_wgs84'],
    [['geoLat', 'geoLon'], 'geoLon', 'geoLat'],
    [['latitude (float)', 'longitude (float)'], 'longitude (float)', 'latitude (float)'],
  ])('%o', (columns, x, y) => {
    expect(degreeColumns(columns)[0]).toEqual({ x, y });
  });

  it('need a partner with the same remainder', () => {
    expect(degreeColumns(['start_lon', 'end_lat'])).toEqual([]);
  });

  it('are not found inside other words', () => {
    expect(degreeColumns(['plateau', 'longueur'])).toEqual([]);
  });
});

describe('columns of easting and northing', () => {
  it.each([
    [['X', 'Y'], 'X', 'Y'],
    [['Rechtswert', 'Hochwert'], 'Rechtswert', 'Hochwert'],
    [['coord_x', 'coord_y'], 'coord_x', 'coord_y'],
    [['x_l93', 'y_l93'], 'x_l93', 'y_l93'],
    [['Easting', 'Northing'], 'Easting', 'Northing'],
  ])('%o', (columns, x, y) => {
    expect(gridColumns(columns)[0]).toEqual({ x, y });
  });
});

describe('the column of the name', () => {
  it.each([
    [['id', 'NAAM'], 'NAAM'],
    [['Libellé', 'nom_commune'], 'Libellé'],
    [['stop_name', 'stop_lat'], 'stop_name'],
    [['city_name', 'hospital_name'], 'hospital_name'],
    [['Bezeichnung'], 'Bezeichnung'],
    [['name_fr', 'name_en'], 'name_en'],
    [['nom_dept', 'result_name'], null],
    [['adresse'], null],
  ])('of %o is %s', (columns, expected) => {
    expect(nameColumn(columns)).toBe(expected);
  });
});

it('columns of the identifier are told by their names, the likeliest first', () => {
  expect(identifierColumns(['code', 'fid', 'ID'])).toEqual(['ID', 'fid', 'code']);
  expect(identifierColumns(['stop_id', 'stop_name'])).toEqual(['stop_id']);
  expect(identifierColumns(['width'])).toEqual([]);
});
