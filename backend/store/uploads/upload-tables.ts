import type { Generated } from 'kysely';
import type { Change } from '../../core/change/change.ts';
import type { EditKind } from '../../core/changeset/edit-kind.ts';
import type { ChangesetState, Hold, UploadAnswer } from '../../core/changeset/machine.ts';
import type { Bbox, Tags } from '../../core/feature.ts';
import type { Json, Time, TimeMade } from '../column-types.ts';

export type UploadTables = {
  /** Accounts on a map's server under which people upload. */
  upload_accounts: {
    person_id: string;
    /** Address of the server. */
    server: string;
    osm_id: number;
    name: string;
    scopes: string[];
    /** Sealed. */
    token: string;
    at: TimeMade;
  };
  /** What somebody sends to the map at once. */
  uploads: {
    id: string;
    challenge_id: string;
    /** Under whose account; null once they are gone. */
    person_id: string | null;
    /** Chosen by the browser: the same upload asked for twice is one. */
    request_id: string;
    server: string;
    /** The changeset of ours that it takes back; null where it carries out answers. */
    reverts: string | null;
    /** Whoever settled its one task sends it, without being a maintainer. */
    own: Generated<boolean>;
    /** Why it stands still until a person does something. */
    hold: Hold | null;
    hold_words: string | null;
    cancelled_at: Time | null;
    at: TimeMade;
  };
  /** See `CHANGESET_STATES`. */
  changesets: {
    id: string;
    upload_id: string;
    /** They go one after the other. One that follows another takes its place. */
    place: number;
    follows: string | null;
    kind: EditKind;
    state: ChangesetState;
    tasks: string[];
    edits: number;
    box: Bbox | null;
    tags: Json<Tags>;
    /** The server's number for it. */
    osm_id: number | null;
    /** SHA-256 in hex of the osmChange that was sent. */
    payload_hash: string | null;
    answer: UploadAnswer | null;
    answer_words: string | null;
    /** Why it was put off until `due_at`. */
    waits_for: string | null;
    /** Unfruitful ones before it, one after the other. */
    tries: number;
    /** Nothing is done with it before. */
    due_at: Time;
    /** A process is at it until then. */
    worked_until: Time | null;
    opened_at: Time | null;
    sent_at: Time | null;
    applied_at: Time | null;
    ended_at: Time | null;
    /** When its elements were read back and its tasks decided. */
    checked_at: Time | null;
  };
  changeset_edits: {
    changeset_id: string;
    n: number;
    change: Json<Change>;
    /** What became of it on the server, once that is known. */
    ref: string | null;
    /** Null also where it was deleted. */
    version: number | null;
  };
};
