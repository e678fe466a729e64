import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Rereader } from '../osm/rereader.ts';
import type { Queues } from '../queue/connection.ts';
import type { QueueView } from '../queue/queue-view.ts';
import type { Store } from '../store/connect.ts';
import type { RunInputs } from '../store/tables.ts';
import type { Limits } from './doors/limits/limits.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { OsmSignIn } from './people/osm-sign-in.ts';

/** `by`: the person; null: the system. `within`: see `requestRun`. */
export type RunAsked = Readonly<{
  now: Date;
  by: string | null;
  within: (transaction: Store, run: string) => Promise<void>;
}>;

/** What the app is given by whoever starts it; it opens and closes nothing itself. */
export type Deps = Readonly<{
  config: Config;
  store: Store;
  queues: Queues;
  /** The queue to look at; absent: there is no board, and readiness does not ask it. */
  queueView?: QueueView;
  metrics: Metrics;
  /** How often what may be asked for. */
  limits: Limits;
  log: Logger;
  /** Writes the run's row, and in the same transaction what belongs to it; hands it to the queue; gives its id. Absent: this process starts no runs. */
  requestRun?: (challenge: string, inputs: RunInputs, asked: RunAsked) => Promise<string>;
  /** Absent: tasks are shown as the last comparison found them. */
  rereader?: Rereader;
  /** Absent: nobody signs in with OpenStreetMap. */
  osmSignIn?: OsmSignIn;
  /** The same at the server that uploads go to. Absent: nothing is uploaded. */
  uploadSignIn?: OsmSignIn;
  /** Shows a token of a one-time link to whoever started this process. Absent: there is no local account. */
  showSignInLink?: (token: string) => void;
  /** The clock, so that a test can move it. */
  now?: () => Date;
  /** Folder of the built interface; null serves none. */
  frontend?: string | null;
}>;
