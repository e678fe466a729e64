import type { Tags } from '../../feature.ts';

/** The tags of some features, by their numbers. `order`: that in which they lie in memory, if it is another one. */
export type TagsOf = Readonly<{ length: number; at: (i: number) => Tags; order?: Uint32Array }>;
