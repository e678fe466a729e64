/**
 * open: it asks, whether or not somebody holds it: leases come and go by the minute, and are rows of their own.
 * pending: an answer is in its undo window. agreed-so-far: answers count, and more are needed. in-review: answers disagree, a reviewer decides.
 * settled: with an outcome. exported: part of an upload under way. verified: seen right after the fix.
 * conflict: the upload met another edit. stale: its place lies in data that nobody compares any more.
 */
export const STATES = [
  'open',
  'pending',
  'agreed-so-far',
  'in-review',
  'settled',
  'exported',
  'verified',
  'conflict',
  'stale',
] as const;
export type TaskState = (typeof STATES)[number];
