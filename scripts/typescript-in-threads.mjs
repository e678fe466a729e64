// Lets a worker thread run the TypeScript sources, in tests. `--import tsx` does nothing there: tsx registers itself in
// main threads only.
import { register } from 'tsx/esm/api';

register();
