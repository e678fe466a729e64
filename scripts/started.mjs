/** Files of the sources that are started by their path: programs, and what `workerFile` names. From the root, without an extension. */
export const STARTED = [
  'backend/cli',
  'backend/main',
  'backend/matching/cell-thread',
  'backend/store/embedded/database-thread',
  'bench/extract/filter-alone',
  'bench/main',
  'bench/match/again',
  'bench/match/alone',
  'jobs/steps/step-thread',
  'test/chaos/uploads/uploader',
];
