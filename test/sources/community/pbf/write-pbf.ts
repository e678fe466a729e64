import { deflateSync } from 'node:zlib';

/** A small writer of OSM PBF, for tests: it writes what it is told, wrong things too. */

type Common = Readonly<{
  id: number;
  tags: Readonly<Record<string, string>>;
  version?: number;
  /** seconds since 1970 */
  time?: number;
  visible?: boolean;
}>;
/** `lon`, `lat`: 1e-7 degrees */
export type Node = Common & Readonly<{ type: 'node'; lon: number; lat: number }>;
export type Way = Common &
  Readonly<{
    type: 'way';
    refs: readonly number[];
    points?: readonly (readonly [lon: number, lat: number])[];
  }>;
export type Relation = Common &
  Readonly<{
    type: 'relation';
    members: readonly Readonly<{ type: 'node' | 'way' | 'relation'; ref: number; role: string }>[];
  }>;
export type Element = Node | Way | Relation;

export type Layout = Readonly<{
  dense?: boolean;
  zlib?: boolean;
  /** elements of one block */
  perBlock?: number;
  /** 1e-9 degrees; a divisor of 100 */
  granularity?: number;
  /** 1e-9 degrees */
  lonOffset?: number;
  latOffset?: number;
  /** milliseconds */
  dateGranularity?: number;
}>;

export type HeaderFields = Readonly<{
  /** 1e-9 degrees: west, south, east, north */
  box?: readonly [number, number, number, number];
  required?: readonly string[];
  optional?: readonly string[];
  /** seconds since 1970 */
  replicated?: number;
}>;

export const varint = (value: number | bigint): Buffer => {
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; left >= 128n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  bytes.push(Number(left));
  return Buffer.from(bytes);
};

const sint = (value: number): Buffer => {
  const big = BigInt(value);
  return varint((big << 1n) ^ (big >> 63n));
};

export const number = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field << 3), varint(value)]);
const signed = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), sint(value)]);
export const bytes = (field: number, ...content: readonly (Buffer | string)[]): Buffer => {
  const whole = Buffer.concat(content.map(part => Buffer.from(part as Buffer)));
  return Buffer.concat([varint((field << 3) | 2), varint(whole.length), whole]);
};

const list = (field: number, values: readonly number[]): Buffer =>
  values.length === 0 ? Buffer.alloc(0) : bytes(field, Buffer.concat(values.map(varint)));
const steps = (field: number, values: readonly number[]): Buffer =>
  values.length === 0
    ? Buffer.alloc(0)
    : bytes(field, Buffer.concat(values.map((value, i) => sint(value - (values[i - 1] ?? 0)))));

/** A blob with its header, as it stands in a file. `claimed`: the size that it says it unpacks to. */
export const blob = (
  kind: string,
  content: Buffer,
  { zlib = true, claimed = content.length }: Readonly<{ zlib?: boolean; claimed?: number }> = {},
): Buffer =>
  packedBlob(
    kind,
    zlib ? Buffer.concat([number(2, claimed), bytes(3, deflateSync(content))]) : bytes(1, content),
  );

/** The same around a Blob message that is there already. */
export const packedBlob = (kind: string, packed: Buffer): Buffer => {
  const header = Buffer.concat([bytes(1, kind), number(3, packed.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, packed]);
};

export const header = ({
  box,
  required = ['OsmSchema-V0.6', 'DenseNodes'],
  optional = [],
  replicated,
}: HeaderFields = {}): Buffer => {
  const sides = box && [signed(1, box[0]), signed(2, box[2]), signed(3, box[3]), signed(4, box[1])];
  return Buffer.concat([
    ...(sides ? [bytes(1, ...sides)] : []),
    ...required.map(feature => bytes(4, feature)),
    ...optional.map(feature => bytes(5, feature)),
    bytes(16, 'a test'),
    ...(replicated === undefined ? [] : [number(32, replicated)]),
  ]);
};

const TYPES = { node: 0, way: 1, relation: 2 } as const;

/** A PrimitiveBlock. */
export const block = (elements: readonly Element[], layout: Layout = {}): Buffer => {
  const { dense = true, granularity = 100, lonOffset = 0, latOffset = 0, dateGranularity = 1000 } = layout;
  const texts = new Map([['', 0]]);
  const text = (value: string): number => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    texts.set(value, texts.size);
    return texts.size - 1;
  };
  const lonOf = (lon: number) => (lon * 100 - lonOffset) / granularity;
  const latOf = (lat: number) => (lat * 100 - latOffset) / granularity;
  const timeOf = ({ time = 0 }: Common) => (time * 1000) / dateGranularity;
  const tagsOf = ({ tags }: Common): Buffer[] => [
    list(2, Object.keys(tags).map(text)),
    list(3, Object.values(tags).map(text)),
  ];
  const infoOf = (of: Common): Buffer =>
    bytes(
      4,
      ...(of.version === undefined ? [] : [number(1, of.version)]),
      ...(of.time === undefined ? [] : [number(2, timeOf(of))]),
      ...(of.visible === undefined ? [] : [number(6, of.visible ? 1 : 0)]),
    );
  const plainNode = (node: Node): Buffer =>
    bytes(
      1,
      signed(1, node.id),
      ...tagsOf(node),
      infoOf(node),
      signed(8, latOf(node.lat)),
      signed(9, lonOf(node.lon)),
    );
  const denseNodes = (nodes: readonly Node[]): Buffer => {
    const shown = nodes.some(({ visible }) => visible !== undefined);
    const info = bytes(
      5,
      list(
        1,
        nodes.map(({ version }) => version ?? 0),
      ),
      steps(2, nodes.map(timeOf)),
      ...(shown
        ? [
            list(
              6,
              nodes.map(({ visible }) => (visible === false ? 0 : 1)),
            ),
          ]
        : []),
    );
    const tagged = nodes.some(({ tags }) => Object.keys(tags).length > 0);
    const tags = nodes.flatMap(({ tags }) => [
      ...Object.entries(tags).flatMap(([key, value]) => [text(key), text(value)]),
      0,
    ]);
    return bytes(
      2,
      steps(
        1,
        nodes.map(({ id }) => id),
      ),
      info,
      steps(
        8,
        nodes.map(({ lat }) => latOf(lat)),
      ),
      steps(
        9,
        nodes.map(({ lon }) => lonOf(lon)),
      ),
      ...(tagged ? [list(10, tags)] : []),
    );
  };
  const way = (of: Way): Buffer =>
    bytes(
      3,
      number(1, of.id),
      ...tagsOf(of),
      infoOf(of),
      steps(8, of.refs),
      ...(of.points
        ? [
            steps(
              9,
              of.points.map(([, lat]) => latOf(lat)),
            ),
            steps(
              10,
              of.points.map(([lon]) => lonOf(lon)),
            ),
          ]
        : []),
    );
  const relation = (of: Relation): Buffer =>
    bytes(
      4,
      number(1, of.id),
      ...tagsOf(of),
      infoOf(of),
      list(
        8,
        of.members.map(({ role }) => text(role)),
      ),
      steps(
        9,
        of.members.map(({ ref }) => ref),
      ),
      list(
        10,
        of.members.map(({ type }) => TYPES[type]),
      ),
    );
  // One group for each run of elements of one kind, as the format wants it.
  const groups: Buffer[] = [];
  for (let from = 0; from < elements.length; ) {
    const { type } = elements[from]!;
    let to = from;
    while (to < elements.length && elements[to]!.type === type) to++;
    const run = elements.slice(from, to);
    const inside =
      type === 'node' && dense
        ? [denseNodes(run as Node[])]
        : run.map(of => (of.type === 'node' ? plainNode(of) : of.type === 'way' ? way(of) : relation(of)));
    groups.push(bytes(2, ...inside));
    from = to;
  }
  return Buffer.concat([
    bytes(1, Buffer.concat([...texts.keys()].map(value => bytes(1, value)))),
    ...groups,
    ...(granularity === 100 ? [] : [number(17, granularity)]),
    ...(dateGranularity === 1000 ? [] : [number(18, dateGranularity)]),
    ...(latOffset === 0 ? [] : [number(19, latOffset)]),
    ...(lonOffset === 0 ? [] : [number(20, lonOffset)]),
  ]);
};

/** A whole file. */
export const pbf = (
  elements: readonly Element[],
  { perBlock = 8000, zlib = true, ...layout }: Layout = {},
  fields: HeaderFields = {},
): Buffer => {
  const blobs = [blob('OSMHeader', header(fields), { zlib })];
  for (let i = 0; i < elements.length; i += perBlock) {
    blobs.push(blob('OSMData', block(elements.slice(i, i + perBlock), layout), { zlib }));
  }
  return Buffer.concat(blobs);
};
