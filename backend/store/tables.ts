import type { ColumnType, Generated } from 'kysely';
import type { Answer, Outcome } from '../core/answer/answer.ts';
import type { Challenge, CommunitySource, OfficialSource } from '../core/challenge/challenge.ts';
import type { Finding } from '../core/discrepancy/discrepancy.ts';
import type { OsmElement, Shape, Side, Tags } from '../core/feature.ts';
import type { Evidence } from '../core/match/match.ts';
import type { Coverage, Rejection, Warning } from '../core/snapshot/snapshot.ts';
import type { TaskState } from '../core/task/task.ts';
import type { Json, PointColumn, Time, TimeMade } from './column-types.ts';
import type { PeopleTables } from './people/people-tables.ts';
import type { TalkTables } from './talk/talk-tables.ts';
import type { UploadTables } from './uploads/upload-tables.ts';

/** What a task counts as: it asks, an answer is in its undo window, a reviewer decides, people settled it, or newer data did. */
export type CountedAs = 'open' | 'pending' | 'review' | 'settled' | 'closed';
export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'held';
export type RunStep = 'snapshot' | 'compare' | 'reconcile' | 'done';

/** What a run was told beyond the challenge's own definition: the flags of `jalon run`. */
export type SourceOverride = Readonly<{
  official?: Partial<Omit<OfficialSource, 'at'>>;
  community?: Partial<Omit<CommunitySource, 'at'>>;
}>;

/** What a run reads; kept so that it can be repeated without naming it again. */
export type RunInputs = Readonly<{
  official: string;
  community: string;
  /** Becomes the challenge's own when the run is done. */
  override?: SourceOverride;
  /** Hashes of held snapshots that staff have accepted. */
  accept?: readonly string[];
}>;

export type RunSummary = Readonly<{
  official?: SideSummary;
  community?: SideSummary;
  /** Box or words of the area that was compared; features left out because they lie outside it. */
  compared?: Readonly<{
    box: readonly [number, number, number, number];
    official: number;
    community: number;
    cutOfficial: number;
    cutCommunity: number;
  }>;
  verdicts?: Readonly<{ match: number; possible: number; none: number }>;
  kinds?: Readonly<Record<string, number>>;
  tasks?: Readonly<{
    opened: number;
    kept: number;
    changed: number;
    closed: number;
    reopened: number;
    untouched: number;
  }>;
  /** Digest of what people had settled about pairs, where they had; with another one the same bytes are compared again. */
  labels?: string;
  /** The inputs were byte for byte those of the last run: nothing was compared. */
  unchanged?: boolean;
  /** How far the asking of Overpass servers has come: which one, its tries, what those before it said, whom it waits for. */
  asking?: Readonly<{ server: number; tries: number; said: readonly string[]; host: string }>;
  /** Why it failed: the source as it was given (`input`), or something of ours. */
  fault?: 'input' | 'internal' | 'not-allowed';
}>;
export type SideSummary = Readonly<{
  format: string;
  hash: string;
  rows: number;
  features: number;
  rejected: Readonly<Record<string, number>>;
  warnings: readonly Warning[];
}>;

export interface Database extends PeopleTables, TalkTables, UploadTables {
  /** The migrations that were applied. Not called `meta`: BullMQ has one, and the embedded database one search path. */
  schema_versions: { version: number; name: string; applied_at: TimeMade };
  /** Random values of this installation, made when first needed; they never leave the server. */
  secrets: { name: string; value: string };
  challenges: {
    id: string;
    definition: Json<Challenge>;
    sample: boolean;
    /** Part of `definition` already; kept apart so that it outlives a new version of a bundled definition. */
    override: ColumnType<SourceOverride, string | undefined, string>;
    /** Null: the installation's own. */
    organisation_id: ColumnType<string | null, string | null | undefined, string | null>;
    /** Shown first to everybody since then; null: not. */
    featured_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    created_at: TimeMade;
    updated_at: TimeMade;
  };
  runs: {
    id: string;
    challenge_id: string;
    state: RunState;
    step: RunStep;
    /** 0 to 1 within the step */
    progress: number;
    inputs: Json<RunInputs>;
    summary: Json<RunSummary>;
    /** One line for people when failed or held. */
    error: string | null;
    /** Of the definition that was compared by, once done. */
    definition_digest: string | null;
    /** What the comparison spoke about: absence outside it means nothing. */
    coverage: Json<Coverage> | null;
    /** Counts the times it was handed to the queue; a job of an earlier attempt does nothing. */
    attempt: Generated<number>;
    /** Last sign of life while running. */
    beat_at: Time | null;
    requested_at: TimeMade;
    started_at: Time | null;
    ended_at: Time | null;
    /** The person who asked for it; null: a schedule, the command line. */
    requested_by: ColumnType<string | null, string | null | undefined, string | null>;
  };
  snapshots: {
    id: string;
    challenge_id: string;
    side: Side;
    run_id: string;
    /** current: the one that features of this side came from; next: read by a run that has not ended; old; held. */
    state: 'next' | 'current' | 'old' | 'held';
    hash: string;
    format: string;
    data_time: Time | null;
    fetched_at: Time;
    coverage: Json<Coverage | null>;
    rows: number;
    /** At most 1,000 of them, the counts are in the run's summary. */
    rejected: Json<readonly Rejection[]>;
    warnings: Json<readonly Warning[]>;
    columns: Json<readonly string[]>;
  };
  features: {
    challenge_id: string;
    side: Side;
    id: string;
    snapshot_id: string;
    geom: PointColumn;
    shape: Json<Shape | null>;
    tags: Json<Tags>;
    element: Json<OsmElement | null>;
    changed_at: Time | null;
  };
  /** What the last comparison of a challenge said, place by place; replaced by the next. */
  findings: {
    challenge_id: string;
    run_id: string;
    /** Position in the comparison's own order. */
    seq: number;
    official_id: string | null;
    community_id: string | null;
    verdict: 'match' | 'possible' | 'none';
    probability: number | null;
    distance: number | null;
    evidence: Json<readonly Evidence[]>;
    finding: Json<Finding>;
  };
  places: {
    id: string;
    challenge_id: string;
    official_id: string | null;
    community_id: string | null;
    geom: PointColumn;
    name: string | null;
    vanished_at: Time | null;
  };
  tasks: {
    id: string;
    challenge_id: string;
    place_id: string;
    state: TaskState;
    outcome: Outcome | null;
    /** The answer that was agreed on, once settled. */
    settlement: Json<Answer | null>;
    facts: Json<Finding>;
    facts_digest: string;
    kinds: string[];
    reason: Json<{ code: string; data?: Record<string, string | number> } | null>;
    geom: PointColumn;
    name: string | null;
    /** The higher, the sooner it is asked. */
    priority: Generated<number>;
    created_at: TimeMade;
    updated_at: TimeMade;
    settled_at: Time | null;
    /** When its edit was last in a file for the map; null: never since it was settled. */
    sent_at: Time | null;
  };
  /** Tasks by the cells of a map (core/map-cells.ts), level by level: how many, and the sums of their degrees. */
  task_cells: {
    level: number;
    /** Of cells that lie near each other. */
    block_x: number;
    block_y: number;
    challenge_id: string;
    x: number;
    y: number;
    standing: 'open' | 'settled' | 'other';
    kinds: string[];
    count: number;
    lon: number;
    lat: number;
  };
  /** What triggers on `tasks` wrote down for the cells and nobody has added to them yet. */
  task_cell_changes: {
    id: Generated<number>;
    challenge_id: string;
    standing: 'open' | 'settled' | 'other';
    kinds: string[];
    lon: number;
    lat: number;
    by: number;
  };
  /** Tasks of each challenge by what they count as and their kinds, with a box that holds all of these. */
  task_counts: {
    challenge_id: string;
    counted_as: CountedAs;
    kinds: string[];
    count: number;
    west: number | null;
    south: number | null;
    east: number | null;
    north: number | null;
  };
  /** What triggers on `tasks` wrote down for the counts and nobody has added to them yet. */
  task_count_changes: {
    id: Generated<number>;
    challenge_id: string;
    counted_as: CountedAs;
    kinds: string[];
    by: number;
    west: number | null;
    south: number | null;
    east: number | null;
    north: number | null;
  };
  /** Answers that were given on a day (UTC) to tasks that ask no more; of the last weeks, measured now and then. */
  challenge_days: { challenge_id: string; day: string; answers: number };
  /** How long a task takes: the median, of so many answers by so many people. */
  challenge_paces: { challenge_id: string; seconds: number; answers: number; people: number };
  /** The history of a task; rows are only ever added. */
  task_events: {
    id: Generated<number>;
    task_id: string;
    at: TimeMade;
    event: string;
    from_state: TaskState | null;
    to_state: TaskState;
    data: Json<Readonly<Record<string, unknown>>>;
    run_id: string | null;
    person_id: string | null;
  };
  claims: {
    task_id: string;
    person_id: string;
    until: Time;
    /** When it was taken, however often it was renewed; null: by a version that did not say. */
    since: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  answers: {
    id: string;
    task_id: string;
    person_id: string;
    /** Chosen by the browser: the same answer sent twice is one answer. */
    request_id: string;
    answer: Json<Answer>;
    facts_digest: string;
    /** ids of the imagery layers that were shown */
    imagery: Json<readonly string[]>;
    state: 'pending' | 'counted' | 'undone' | 'superseded';
    pending_until: Time;
    /** When the person took the task; null: they answered without holding it. */
    held_since: ColumnType<Date | null, Date | null | undefined, Date | null>;
    at: TimeMade;
  };
  /** When the next run of a challenge is due. The row is the truth; the queue's scheduler only wakes a worker. */
  schedules: {
    challenge_id: string;
    /** cron, five fields */
    pattern: string;
    /** IANA name, the pattern's own clock */
    timezone: string;
    due_at: Time;
    fired_at: Time | null;
    /** The run that it last asked for. */
    run_id: string | null;
    created_at: TimeMade;
    updated_at: TimeMade;
  };
  /** One request at a time to a server of the world, of all workers together: a lease, and a pause after it. */
  source_turns: { server: string; holder: string | null; held_until: Time | null; not_before: TimeMade };
  /** What an address last sent, so that the next request can ask for it only where it has changed. */
  fetched: {
    address: string;
    /** The address at the end of its redirects, which the two tags speak of. */
    sent_by: string;
    /** Hex SHA-256 of the bytes, the name of the kept copy. */
    hash: string;
    etag: string | null;
    last_modified: string | null;
    fetched_at: Time;
  };
  /** Processes of this installation; one whose last sign of life is a minute old has gone. */
  processes: {
    id: string;
    role: 'all' | 'api' | 'worker';
    host: string;
    pid: number;
    version: string;
    /** Of its data folder: workers whose ids differ do not share one. Null: it could not be written. */
    folder_id: string | null;
    started_at: TimeMade;
    beat_at: TimeMade;
  };
}
