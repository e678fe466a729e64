/** What somebody once said about a task. */
type Said = Readonly<{ state: 'pending' | 'counted' | 'undone' | 'superseded'; factsDigest: string }>;

/**
 * Whether somebody said something about the very facts that are to be decided, and did not take it back. A reviewer's word
 * goes over others' answers, never over a question that they are a party to.
 */
export const hasSaid = (own: readonly Said[], factsDigest: string): boolean =>
  own.some(said => said.state !== 'undone' && said.factsDigest === factsDigest);
