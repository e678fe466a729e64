import type { Tags } from '../../feature.ts';

/** The tags of some features, by their numbers. */
export type TagsOf = Readonly<{ length: number; at: (i: number) => Tags }>;
