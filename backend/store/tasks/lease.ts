/** Who holds a task from now on, and until when unless it is renewed. */
export type Lease = Readonly<{ person: string; now: Date; until: Date }>;
