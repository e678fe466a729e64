import { readCommunity } from '../../backend/sources/community/read-community.ts';

// A process that does what osmium's tags-filter is asked to do: all that a filter keeps out of an extract, with its geometry.
const [file = '', ...filter] = process.argv.slice(2);
const { features, rejected } = await readCommunity(file, { filter });
const shapes = features.filter(({ shape }) => shape !== undefined).length;
process.stderr.write(JSON.stringify({ features: features.length, shapes, rejected: rejected.length }));
