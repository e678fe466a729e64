// npm run -s jalon -- COMMAND …: the command line.
import { checkNode } from './check-node.mjs';

checkNode();
const { runBuilt } = await import('./run-built.mjs');
await runBuilt('backend/cli.js');
