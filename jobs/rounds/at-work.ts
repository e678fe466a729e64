import type { Attempt } from '../../backend/store/runs/runs.ts';

/** What a process works on now. A run that another took over is another's, though a job of an earlier attempt still works. */
export type AtWork = Readonly<{
  /** A job of this attempt begins. */
  begin(one: Attempt): void;
  /** One of its jobs has ended. */
  end(one: Attempt): void;
  has(one: Attempt): boolean;
  all(): readonly Attempt[];
}>;

export function atWork(): AtWork {
  /** One for each job; as many as there are threads. */
  const jobs: Attempt[] = [];
  const at = ({ run, attempt }: Attempt) => jobs.findIndex(job => job.run === run && job.attempt === attempt);
  return {
    begin: one => void jobs.push(one),
    end: one => void jobs.splice(at(one), 1),
    has: one => at(one) >= 0,
    all: () => jobs,
  };
}
