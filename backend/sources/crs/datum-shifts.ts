/**
 * From a national datum to WGS 84, as PROJ's `+towgs84` wants it: metres, arc seconds in the position-vector
 * convention, parts per million. epsg-index carries what epsg.io published, where some rotations have the signs of the
 * coordinate-frame convention or the wrong unit (https://github.com/OSGeo/PROJ/issues/4170: 65 m off in Brussels), some
 * are missing, and some name a grid file that is not there. Keyed by the datum's name in EPSG's WKT; each with its EPSG
 * operation. Good to a metre or two, five in Great Britain and Germany.
 */
export const DATUM_SHIFTS: Readonly<Record<string, readonly number[]>> = {
  // EPSG:1652, BD72 to ETRS89 (1), position vector
  Reseau_National_Belge_1972: [-106.8686, 52.2978, -103.7239, 0.3366, -0.457, 1.8422, -1.2747],
  // EPSG:15934, Amersfoort to WGS 84 (3): coordinate frame in microradians there, turned into arc seconds
  Amersfoort: [565.4171, 50.3319, 465.5524, -0.398957, 0.343988, -1.8774, 4.0725],
  // EPSG:1314, OSGB36 to WGS 84 (6), position vector
  Ordnance_Survey_of_Great_Britain_1936: [446.448, -125.157, 542.06, 0.1502, 0.247, 0.8421, -20.4894],
  // EPSG:1777, DHDN to WGS 84 (2), position vector
  Deutsches_Hauptdreiecksnetz: [598.1, 73.7, 418.2, 0.202, 0.045, -2.455, 6.7],
  // EPSG:5485, LUREF to WGS 84 (3): coordinate frame there, signs turned
  Luxembourg_Reference_Frame: [-189.6806, 18.3463, -42.7695, -0.33746, -3.09264, 2.53861, 0.4598],
  // EPSG:1193, NTF to WGS 84 (1), translations only
  Nouvelle_Triangulation_Francaise: [-168, -60, 320],
  // EPSG:1896, RT90 to WGS 84 (2): coordinate frame there, signs turned
  Rikets_koordinatsystem_1990: [414.1, 41.3, 603.1, -0.855, 2.141, -7.023, 0],
  // EPSG:5239, S-JTSK to WGS 84 (5): coordinate frame there, signs turned
  System_of_the_Unified_Trigonometrical_Cadastral_Network: [
    572.213, 85.334, 461.94, 4.9732, 1.529, 5.2484, 3.5378,
  ],
};
