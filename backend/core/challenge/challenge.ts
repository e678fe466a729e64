import type { Tags } from '../feature.ts';
import type { Licence, Statement } from '../licence/licence.ts';
import type { Localised } from './localised.ts';

/** `amenity=fire_station`, `aeroway=aerodrome|heliport`, `aeroway=*`; all conditions of one filter must hold. */
export type TagFilter = string;

export type OfficialSource = Readonly<{
  /** File (relative to the project, or absolute) or http(s) URL; absent in a template that gets it at run time. */
  at?: string;
  licence: Licence;
  attribution: string;
  /** Column that identifies a row. */
  id?: string;
  /** OSM key to column: `{name: 'NAAM', ref: 'CODE'}`. */
  map?: Readonly<Record<string, string>>;
  /** Column value to OSM tags, where a column is a code: `{type: {heliport: {aeroway: 'heliport'}}}`. */
  values?: Readonly<Record<string, Readonly<Record<string, Tags>>>>;
  /** Tags that every row has by belonging to the dataset: `{amenity: 'fire_station'}`. */
  tags?: Tags;
  /** `EPSG:31370` with the columns of x and y, where it is not longitude and latitude. */
  crs?: string;
  x?: string;
  y?: string;
}>;

export type CommunitySource = Readonly<{
  /**
   * File or URL of OSM PBF or XML, Overpass JSON, overpass-turbo's GeoJSON or any list of rows; or an area that Overpass is asked
   * about at each run: `overpass:W,S,E,N`, `overpass:LI`, `overpass:BE-BRU`, `overpass:relation/1155955`.
   */
  at?: string;
  licence: Licence;
  attribution: string;
  /** An element belongs when one of these holds; empty: everything with tags. */
  filter: readonly TagFilter[];
}>;

/** A class is decided by the first filter that holds, over the OSM tags of either side. */
export type ClassTable = Readonly<{
  classes: readonly Readonly<{
    id: string;
    /** One of these filters holds on the feature's tags. */
    when: readonly TagFilter[];
    /** Metres; overrides the match radius for official features of this class. */
    radius?: number;
    /** How people call it, without an article: "heliport". */
    label?: Localised;
    /** Tags that an element of this class has, for an answer that makes it one; null takes the key away. */
    tags?: Readonly<Record<string, string | null>>;
  }>[];
  /** `agrees` and `contradicts` between class ids, either order; pairs that are not listed are not comparable. */
  pairs: readonly Readonly<{ a: string; b: string; verdict: 'agrees' | 'contradicts' }>[];
}>;

export type Rule =
  | Readonly<{ kind: 'missing' }>
  | Readonly<{ kind: 'unlisted' }>
  /** metres; a distance up to this is not worth a volunteer's minute */
  | Readonly<{ kind: 'moved'; tolerance: number }>
  | Readonly<{ kind: 'misclassified' }>
  /** Compared after normalising by the key's own nature (phone, website, name, plain). `fillOnly`: only where the map has no value. */
  | Readonly<{ kind: 'tags-differ'; keys: readonly string[]; fillOnly?: boolean }>
  | Readonly<{ kind: 'duplicate'; within: number }>
  | Readonly<{ kind: 'identifier-conflict'; keys: readonly string[] }>
  | Readonly<{ kind: 'possible-match' }>;

/** What goes into the tags of every changeset, and under which terms edits may go to the map: `lackingForProduction` says what the production map needs. */
export type ChangesetPolicy = Readonly<{
  comment: string;
  source: string;
  hashtags: readonly string[];
  documentation?: string;
  discussion?: string;
  account?: string;
  /** edits a day */
  capPerDay?: number;
  /** Whoever settled a task may send its edit themselves, under an own account on the map: edit by edit, not as an import. */
  byVolunteers?: boolean;
}>;

/** What a challenge is about, for people who look for one. */
export const TOPICS = ['emergency', 'health', 'transport', 'education', 'leisure', 'services'] as const;
export type Topic = (typeof TOPICS)[number];

/** easy: a look at imagery settles it; medium: both sources have to be weighed; hard: one has to know the place or the matter. */
export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** What to compare, and what counts as wrong: pure data, one screenful. */
export type Challenge = Readonly<{
  id: string;
  title: Localised;
  description: Localised;
  /** Three lines at most, Markdown. */
  instructions: Localised;
  /** The thing in one word or two, after "the": "fire station". */
  noun: Localised;
  topic?: Topic;
  difficulty?: Difficulty;
  /** Fictional data made by us: shown as such, and nothing of it leaves for production. */
  sample: boolean;
  official: OfficialSource;
  community: CommunitySource;
  match: Readonly<{
    /** metres; pairs further apart are never considered, unless they share a strong identifier */
    radius: number;
    /** keys whose equal values speak for the same place at any distance, beside `ref:*` and the well-known ones */
    identifiers: readonly string[];
    /** several community features may be one official one (platforms of a station) */
    oneToMany: boolean;
  }>;
  classes?: ClassTable;
  rules: readonly Rule[];
  /** Tags that a missing place gets, when a volunteer adds it. Values of the official row follow by `create.keys`. */
  create: Readonly<{ tags: Tags; keys: readonly string[] }>;
  answers: Readonly<{
    /** agreeing answers that settle a task */
    needed: number;
    /** metres; two positions closer than this say the same */
    tolerance: number;
    /** above 0, at most 1: what a guest's answer counts until a signed-in person's agrees with it; 1: as much as anyone's */
    guestWeight: number;
  }>;
  changeset: ChangesetPolicy;
  /** Publisher's statements on file, for the licence gate. */
  statements: readonly Statement[];
}>;
