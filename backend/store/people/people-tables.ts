import type { Generated } from 'kysely';
import type { GrantedRole, KeyScope } from '../../core/policy/policy.ts';
import type { Json, Time, TimeMade } from '../column-types.ts';

/** Who takes part, what they may do, and what was done. Of every token the database knows the hex SHA-256 only. */
export type PeopleTables = {
  persons: {
    id: string;
    /** Of a guest from before there were sessions; of others no token's. */
    token_hash: string;
    terms_accepted_at: Time | null;
    created_at: TimeMade;
    /** The account was deleted: contributions stay, nothing leads back to the person. */
    deleted_at: Time | null;
    /** A guest whose answers went to this person. */
    merged_into: string | null;
  };
  sessions: {
    id: string;
    token_hash: string;
    person_id: string;
    /** What the browser says that it is; shortened. */
    agent: string | null;
    created_at: TimeMade;
    seen_at: TimeMade;
    expires_at: Time;
  };
  /** A person with an account is signed in; one without is a guest. */
  accounts: {
    person_id: string;
    /** Address of the OAuth server, or `here`: the local account of an embedded installation. */
    server: string;
    /** The server's id of the person. */
    subject: string;
    name: string;
    /** Sealed; null: none is kept. */
    token: string | null;
    /** OAuth scopes that the token has. */
    scopes: Generated<string[]>;
    created_at: TimeMade;
    signed_in_at: TimeMade;
  };
  /** A sign-in that has begun and not come back; its row goes when it does. */
  sign_ins: {
    state_hash: string;
    browser_hash: string;
    /** PKCE's code verifier, sealed. */
    verifier: string;
    scopes: string[];
    return_to: string;
    keep_answers: boolean;
    /** The person who signs in at the server that uploads go to; null: somebody signs in here. */
    uploads_of: string | null;
    created_at: TimeMade;
    expires_at: Time;
  };
  one_time_links: { token_hash: string; purpose: 'sign-in-here'; created_at: TimeMade };
  organisations: { id: string; name: string; website: string | null; created_at: TimeMade };
  grants: {
    id: string;
    person_id: string;
    role: GrantedRole;
    /** Null: for the whole installation. */
    organisation_id: string | null;
    granted_by: string | null;
    created_at: TimeMade;
  };
  teams: { id: string; name: string; created_at: TimeMade };
  team_members: { team_id: string; person_id: string; lead: Generated<boolean>; joined_at: TimeMade };
  /** Into a role, for an organisation or the installation; or into a team. */
  invitations: {
    id: string;
    token_hash: string;
    role: GrantedRole | null;
    organisation_id: string | null;
    team_id: string | null;
    /** A person; null: the command line. */
    made_by: string | null;
    created_at: TimeMade;
    expires_at: Time;
    uses_left: number;
  };
  /** Challenges that somebody wants to find again. */
  saved_challenges: { person_id: string; challenge_id: string; at: TimeMade };
  api_keys: {
    id: string;
    person_id: string;
    name: string;
    token_hash: string;
    /** Its first characters, to tell one from another. */
    start: string;
    scopes: KeyScope[];
    created_at: TimeMade;
    expires_at: Time | null;
    last_used_at: Time | null;
  };
  /** What people did by their roles, and what the command line did; the database refuses to change or remove a row. */
  audit: {
    id: Generated<number>;
    at: TimeMade;
    /** `system`: the command line, or a printed link. */
    actor: 'person' | 'system';
    person_id: string | null;
    /** Whom it was done to, whoever did it. */
    about_person: string | null;
    action: string;
    /** `everything`, `organisation:ID` or `team:ID` */
    scope: string;
    /** What it was done to, as the API addresses it: `challenges/fire-stations`, `persons/ID`. */
    target: string | null;
    data: Json<Readonly<Record<string, unknown>>>;
    request_id: string | null;
  };
  /** rate-limiter-flexible's own. */
  rate_limits: { key: string; points: number; expire: number | null };
};
