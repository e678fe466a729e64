// npm run bench -- NAME [--count N] [--copies N] [--repeat N] [--quick] [--setting embedded|postgres|redis]: one benchmark: a
// table for people, charts in bench/results, its last line one of JSON.
import { checkNode } from './check-node.mjs';

checkNode();
const { runBuilt } = await import('./run-built.mjs');
await runBuilt('bench/main.js');
