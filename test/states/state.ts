import type { Who } from './scene.ts';
import type { Visitor } from './visitor.ts';

/** One thing that somebody can see: its name among the pictures, and how one gets there. */
export type State = Readonly<{
  name: string;
  /** Who sees it; a visitor has never been here. */
  who: Who;
  reach: (visitor: Visitor) => Promise<void>;
}>;
