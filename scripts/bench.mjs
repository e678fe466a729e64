// npm run bench -- NAME [--count N] [--setting embedded|postgres|redis] [--repeat N]: one benchmark: a table for people, its last line one of JSON.
import { checkNode } from './check-node.mjs';

checkNode();
const { runBuilt } = await import('./run-built.mjs');
await runBuilt('bench/main.js');
