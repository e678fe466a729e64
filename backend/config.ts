import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { GROUP_LIMITS } from './core/changeset/grouping.ts';
import { isProduction, PRODUCTION, siteOf } from './core/changeset/servers.ts';
import { DEFAULT_LAYERS, type Layer, layerSchema } from './layers.ts';
import { projectRoot } from './project-root.ts';

/** What a process does: serve the web, work on jobs, or both. */
export type Role = 'all' | 'api' | 'worker';

export type Config = Readonly<{
  role: Role;
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  /** Null: the embedded database. */
  databaseUrl: string | null;
  /** Null: the queue lives in the database. */
  redisUrl: string | null;
  /** Null: as many as the pool finds right for the machine. */
  workerThreads: number | null;
  undoSeconds: number;
  leaseSeconds: number;
  /** Without a slash at the end. */
  osmApiUrl: string;
  /** Seconds for which an element that was read from the OSM API is not read again when a task is taken; null: none is ever read. */
  rereadAfter: number | null;
  /** Overpass API interpreters, the preferred one first. */
  overpassUrls: readonly string[];
  /** Seconds between the end of one request to an Overpass server and the next, of all workers together. */
  overpassPause: number;
  contact: string;
  /** OAuth 2.0 server that people sign in with. Without a slash at the end. */
  osmSignInUrl: string;
  /** Null: nobody signs in with OpenStreetMap. */
  osmClientId: string | null;
  /** Null: a public client, which proves itself by PKCE alone. */
  osmClientSecret: string | null;
  /** Server of the OSM API 0.6 that settled answers are uploaded to. Without a slash at the end. */
  uploadUrl: string;
  /** OAuth 2.0 server of the accounts there. Without a slash at the end. */
  uploadSignInUrl: string;
  /** Null: nobody signs in there, and nothing is uploaded. */
  uploadClientId: string | null;
  uploadClientSecret: string | null;
  /** edits in a changeset */
  uploadEdits: number;
  /** degrees, of the longer side of a changeset's box */
  uploadSide: number;
  /** Null: the embedded setting makes one of its own. */
  secretKey: string | null;
  /** Null: only admins see the queue board and the metrics. */
  operatorToken: string | null;
  /** As people open it: scheme, host and port, without a slash at the end. Null: as this process listens. */
  publicUrl: string | null;
  /** Reverse proxies of one's own before it, each of which adds to X-Forwarded-For. 0: these headers are believed in nothing. */
  trustProxy: number;
  /** Where JOSM listens: scheme, host and port. Null: pages may not ask it. */
  remoteControl: string | null;
  /** Pages of editors that open a place of the map; null: this one is not offered. */
  idUrl: string | null;
  rapidUrl: string | null;
  level0Url: string | null;
  layers: Layer[];
  logLevel: string;
}>;

/** What is wrong with the settings: one readable line per problem. */
export class ConfigFault extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigFault';
    this.problems = problems;
  }
}

/** Of this Jalon, as in package.json. */
export function ownVersion(): string {
  version ??= JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version as string;
  return version;
}
let version: string | undefined;

const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine(n => n >= from && n <= to, `must be a whole number from ${from} to ${to}`);

const degrees = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, `must be degrees from ${from} to ${to}`)
    .transform(Number)
    .refine(n => n >= from && n <= to, `must be degrees from ${from} to ${to}`);

const url = (...schemes: readonly string[]) => {
  const words = `must be an address that starts with ${schemes.map(scheme => `${scheme}://`).join(' or ')}`;
  return z.string().refine(text => {
    const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : '';
    return schemes.includes(scheme);
  }, words);
};

/** Scheme, host and port; the host goes into headers, so it has nothing else that means something there. */
const originOf = (text: string): string | null => {
  if (!/^https?:\/\/[^/?#@\\]+\/?$/i.test(text) || !URL.canParse(text)) return null;
  const { origin, host } = new URL(text);
  return /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host) ? origin : null;
};
const origin = (otherWords = '') =>
  z.string().transform((text, context) => {
    const read = originOf(text);
    if (read !== null) return read;
    context.addIssue({
      code: 'custom',
      message: `must be https:// or http:// with a host and nothing behind it${otherWords}`,
    });
    return z.NEVER;
  });

/** A page that gets a query and a part behind `#`; null: `off`. */
const editorPage = () =>
  z.string().transform((text, context) => {
    if (text === 'off') return null;
    if (/^https?:\/\/[^?#\s]+$/i.test(text) && URL.canParse(text)) return new URL(text).href;
    context.addIssue({
      code: 'custom',
      message: 'must be https:// or http:// with a page and nothing behind it, or off',
    });
    return z.NEVER;
  });

/** Only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Nobody on the way can read what is sent there. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol !== 'http:' || isLoopback(hostname.replace(/^\[|\]$/g, ''));

/** An address of a server that is shown people's tokens, without slashes at the end. */
const safeUrl = () =>
  url('https', 'http')
    .refine(text => !URL.canParse(text) || isSafe(new URL(text)), 'must be https: people’s tokens go there')
    .transform(text => text.replace(/\/+$/, ''));

const word = () => z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be one word of plain characters');

/** At least so many characters that can be typed, without blanks. */
const secretOf = (least: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[\\x21-\\x7e]{${least},}$`),
      `must be at least ${least} plain characters without spaces`,
    );

const layers = z.string().transform((text, context): Layer[] => {
  try {
    const read = z.array(layerSchema).min(1, 'must name at least the base map').safeParse(JSON.parse(text));
    if (read.success) return read.data;
    for (const issue of read.error.issues)
      context.addIssue({
        code: 'custom',
        message: `${issue.path.length > 0 ? `entry ${issue.path.join('.')}: ` : ''}${issue.message}`,
      });
  } catch (fault) {
    context.addIssue({ code: 'custom', message: `must be JSON: ${(fault as Error).message}` });
  }
  return z.NEVER;
});

/** Every setting: what it means to a person, what it is when unset, how its text is read. The one place. */
export const SETTINGS = {
  ROLE: {
    preset: 'all',
    meaning:
      'What this process does: `api` serves the web, `worker` works on jobs, `all` does both. With a `DATABASE_URL` any number of each may run.',
    read: z.enum(['all', 'api', 'worker'], { error: 'must be one of all, api, worker' }),
  },
  PORT: {
    preset: '8080',
    meaning: 'Port of the web server; 0 takes any free one.',
    read: whole(0, 65535),
  },
  HOST: {
    preset: '127.0.0.1',
    meaning:
      'Address it listens on. One that others reach, such as 0.0.0.0, needs `OSM_CLIENT_ID` and `PUBLIC_URL`.',
    read: z.string().regex(/^[\w.:-]+$/, 'must be an address or a name of this machine'),
  },
  DATA_DIR: {
    preset: './data',
    meaning: 'Folder for the embedded database and other data; a relative one starts at Jalon’s own folder.',
    read: z.string().transform(folder => resolve(projectRoot, folder)),
  },
  DATABASE_URL: {
    preset: null,
    meaning: 'PostgreSQL 15 or later with PostGIS 3.3 or later. Unset: the embedded database in DATA_DIR.',
    read: url('postgres', 'postgresql'),
  },
  REDIS_URL: {
    preset: null,
    meaning:
      'Redis for the queue, and for counting requests (`noeviction`, append-only file on). Unset: both live in the database.',
    read: url('redis', 'rediss'),
  },
  WORKER_THREADS: {
    preset: null,
    meaning: 'Threads of a worker that read and compare. Unset: as many as the machine has cores, 2 at most.',
    read: whole(1, 64),
  },
  UNDO_SECONDS: {
    preset: '60',
    meaning: 'Seconds in which a volunteer can take an answer back; until then it counts for nothing.',
    read: whole(0, 3600),
  },
  LEASE_SECONDS: {
    preset: '300',
    meaning: 'Seconds that a task stays with a volunteer whose page has gone quiet.',
    read: whole(10, 86400),
  },
  OSM_API_URL: {
    preset: 'https://api.openstreetmap.org',
    meaning: 'OpenStreetMap API that elements are read from. Nothing is written to it.',
    read: url('https', 'http').transform(text => text.replace(/\/+$/, '')),
  },
  REREAD_AFTER: {
    preset: '300',
    meaning:
      'Seconds after which a task’s elements are read again from `OSM_API_URL` when somebody takes it, so that nobody is shown what is fixed; `off`: never. Fictional samples are not.',
    read: z
      .string()
      .transform(text => (text === 'off' ? null : text))
      .pipe(whole(10, 86400).nullable()),
  },
  OVERPASS_URLS: {
    preset: 'https://overpass-api.de/api/interpreter',
    meaning:
      'Overpass servers for sources that begin with `overpass:`, separated by commas, the preferred one first.',
    read: z
      .string()
      .transform(text =>
        text
          .split(',')
          .map(one => one.trim())
          .filter(Boolean),
      )
      .pipe(z.array(url('https', 'http')).min(1, 'must name at least one server')),
  },
  OVERPASS_PAUSE: {
    preset: '10',
    meaning: 'Seconds between two requests to one Overpass server, of all workers together.',
    read: whole(0, 86400),
  },
  CONTACT: {
    preset: '',
    meaning: 'An e-mail or web address of yours, told to the servers that data is read from.',
    // It goes into a header: a line break there would be a second header.
    read: z.string().regex(/^[\x20-\x7e]*$/, 'must be one line of plain characters'),
  },
  OSM_SIGN_IN_URL: {
    preset: 'https://master.apis.dev.openstreetmap.org',
    meaning:
      'OpenStreetMap server that people sign in with. The preset is the sandbox; the real one is `https://www.openstreetmap.org`.',
    read: safeUrl(),
  },
  OSM_CLIENT_ID: {
    preset: null,
    meaning: 'Id of your application at that server. Unset: nobody signs in with OpenStreetMap.',
    read: word(),
  },
  OSM_CLIENT_SECRET: {
    preset: null,
    meaning: 'Its secret, if it is a confidential application. Unset: a public one.',
    read: z.string().regex(/^[\x21-\x7e]+$/, 'must be one word of plain characters'),
  },
  UPLOAD_URL: {
    preset: 'https://master.apis.dev.openstreetmap.org',
    meaning:
      'OpenStreetMap API that settled answers are uploaded to. The preset is the sandbox; the real one is `https://api.openstreetmap.org`, which needs `UPLOAD_PRODUCTION`.',
    read: safeUrl(),
  },
  UPLOAD_SIGN_IN_URL: {
    preset: null,
    meaning:
      'OpenStreetMap server whose accounts upload there. Unset: `UPLOAD_URL`, and for `https://api.openstreetmap.org` it is `https://www.openstreetmap.org`.',
    read: safeUrl(),
  },
  UPLOAD_CLIENT_ID: {
    preset: null,
    meaning: 'Id of your application at that server. Unset: nothing is uploaded.',
    read: word(),
  },
  UPLOAD_CLIENT_SECRET: {
    preset: null,
    meaning: 'Its secret, if it is a confidential application. Unset: a public one.',
    read: word(),
  },
  UPLOAD_PRODUCTION: {
    preset: null,
    meaning: `\`${PRODUCTION}\` lets uploads go to the map that everybody uses. Unset: Jalon does not start with an \`UPLOAD_URL\` there.`,
    read: z.literal(PRODUCTION, { error: `must be ${PRODUCTION}, or unset` }),
  },
  UPLOAD_EDITS: {
    preset: String(GROUP_LIMITS.edits),
    meaning: 'Edits in a changeset at most, so that people can look through it; the API takes 10,000.',
    read: whole(1, 10_000),
  },
  UPLOAD_SIDE: {
    preset: String(GROUP_LIMITS.side),
    meaning:
      'Degrees that a changeset is wide or high at most; a task whose edits lie further apart goes alone.',
    read: degrees(0.001, 90),
  },
  SECRET_KEY: {
    preset: null,
    meaning:
      'Seals what OpenStreetMap lets us do for people: a secret of at least 32 characters, the same for every process. Needed with a `DATABASE_URL` and an `OSM_CLIENT_ID` or `UPLOAD_CLIENT_ID`. Unset: the embedded setting makes one, in `secret.key` in DATA_DIR.',
    read: secretOf(32),
  },
  OPERATOR_TOKEN: {
    preset: null,
    meaning:
      'Opens the queue board and `/metrics`: a secret of at least 20 characters. Unset: only admins, signed in, see them.',
    read: secretOf(20).refine(text => !text.startsWith('jalon_'), 'must not begin as API keys do'),
  },
  PUBLIC_URL: {
    preset: null,
    meaning:
      'Address at which people open it, such as `https://jalon.example.org`, without a path. Unset: http://localhost with the port.',
    read: origin(),
  },
  TRUST_PROXY: {
    preset: '0',
    meaning:
      'How many reverse proxies of yours a request passes; their `X-Forwarded-*` say who asks. 0: these headers mean nothing.',
    read: whole(0, 9),
  },
  REMOTE_CONTROL: {
    preset: 'http://127.0.0.1:8111',
    meaning: 'Where JOSM’s remote control listens on people’s own computers; `off`: pages may not ask it.',
    read: z
      .string()
      .transform(text => (text === 'off' ? null : text))
      .pipe(origin(', or off').nullable()),
  },
  ID_URL: {
    preset: 'https://www.openstreetmap.org/edit',
    meaning:
      'The editor iD, on a server of OpenStreetMap or by itself, for “edit” on the task page; `off`: not offered. The sandbox: `https://master.apis.dev.openstreetmap.org/edit`.',
    read: editorPage(),
  },
  RAPID_URL: {
    preset: 'https://rapideditor.org/edit',
    meaning: 'The editor Rapid; `off`: not offered.',
    read: editorPage(),
  },
  LEVEL0_URL: {
    preset: 'https://level0.osmz.ru/',
    meaning: 'The editor Level0; `off`: not offered.',
    read: editorPage(),
  },
  LAYERS: {
    preset: JSON.stringify(DEFAULT_LAYERS),
    meaning: 'Map layers as a JSON list, the base map first; see below.',
    read: layers,
  },
  LOG_LEVEL: {
    preset: 'info',
    meaning: 'How much is logged: fatal, error, warn, info, debug, trace or silent.',
    read: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    }),
  },
} as const satisfies Record<
  string,
  { preset: string | null; meaning: string; read: z.ZodType<unknown, string> }
>;

type Name = keyof typeof SETTINGS;
/** Never repeated, whatever is wrong with them. */
const SECRET: ReadonlySet<Name> = new Set([
  'OSM_CLIENT_SECRET',
  'UPLOAD_CLIENT_SECRET',
  'SECRET_KEY',
  'OPERATOR_TOKEN',
]);
type Value<N extends Name> = z.output<(typeof SETTINGS)[N]['read']>;

/**
 * Settings from the environment; an empty variable counts as unset.
 * @throws ConfigFault with one line for every setting that cannot be used
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const problems: string[] = [];
  const read = <N extends Name>(name: N): Value<N> | null => {
    const { preset, read: schema } = SETTINGS[name];
    const text = env[name]?.trim() || preset;
    if (text === null) return null;
    const result = schema.safeParse(text);
    if (result.success) return result.data as Value<N>;
    // A database address holds a password, a list of layers is long: neither is repeated.
    const secret = SECRET.has(name) || text.includes('@');
    const shown = secret || text.length > 80 ? name : `${name} is ${JSON.stringify(text)}:`;
    for (const issue of result.error.issues) problems.push(`${shown} ${issue.message}`);
    return null;
  };
  const uploadUrl = read('UPLOAD_URL')!;
  const config = {
    role: read('ROLE')!,
    port: read('PORT')!,
    host: read('HOST')!,
    dataDir: read('DATA_DIR')!,
    databaseUrl: read('DATABASE_URL'),
    redisUrl: read('REDIS_URL'),
    workerThreads: read('WORKER_THREADS'),
    undoSeconds: read('UNDO_SECONDS')!,
    leaseSeconds: read('LEASE_SECONDS')!,
    osmApiUrl: read('OSM_API_URL')!,
    rereadAfter: read('REREAD_AFTER'),
    overpassUrls: read('OVERPASS_URLS')!,
    overpassPause: read('OVERPASS_PAUSE')!,
    contact: read('CONTACT')!,
    osmSignInUrl: read('OSM_SIGN_IN_URL')!,
    osmClientId: read('OSM_CLIENT_ID'),
    osmClientSecret: read('OSM_CLIENT_SECRET'),
    uploadUrl,
    uploadSignInUrl: read('UPLOAD_SIGN_IN_URL') ?? siteOf(uploadUrl),
    uploadClientId: read('UPLOAD_CLIENT_ID'),
    uploadClientSecret: read('UPLOAD_CLIENT_SECRET'),
    uploadEdits: read('UPLOAD_EDITS')!,
    uploadSide: read('UPLOAD_SIDE')!,
    secretKey: read('SECRET_KEY'),
    operatorToken: read('OPERATOR_TOKEN'),
    publicUrl: read('PUBLIC_URL'),
    trustProxy: read('TRUST_PROXY')!,
    remoteControl: read('REMOTE_CONTROL'),
    idUrl: read('ID_URL'),
    rapidUrl: read('RAPID_URL'),
    level0Url: read('LEVEL0_URL'),
    layers: read('LAYERS')!,
    logLevel: read('LOG_LEVEL')!,
  };
  if (config.databaseUrl === null && problems.length === 0) {
    if (config.role !== 'all')
      problems.push(`ROLE is "${config.role}": the embedded database is one process's own, set DATABASE_URL`);
    if (config.redisUrl !== null)
      problems.push(
        'REDIS_URL is set without DATABASE_URL: the embedded setting keeps its queue in the database',
      );
  }
  const production = read('UPLOAD_PRODUCTION');
  if (problems.length === 0) problems.push(...uploadProblems(config, production !== null));
  const keyless =
    (config.osmClientId !== null || config.uploadClientId !== null) && config.secretKey === null;
  if (config.databaseUrl !== null && keyless && problems.length === 0)
    problems.push('SECRET_KEY is unset: where people sign in, every process needs the same one');
  const lacking = ['OSM_CLIENT_ID', 'PUBLIC_URL'].filter(name => !env[name]?.trim());
  if (config.host && !isLoopback(config.host) && lacking.length > 0)
    problems.push(
      `HOST is "${config.host}": others reach it, and nobody could sign in: set ${lacking.join(' and ')}, or use 127.0.0.1`,
    );
  if (problems.length > 0) throw new ConfigFault(problems);
  return config;
}

function uploadProblems(
  { uploadUrl, uploadSignInUrl }: Pick<Config, 'uploadUrl' | 'uploadSignInUrl'>,
  production: boolean,
): string[] {
  if (isProduction(uploadUrl) !== isProduction(uploadSignInUrl))
    return [
      `UPLOAD_SIGN_IN_URL is "${uploadSignInUrl}" and UPLOAD_URL "${uploadUrl}": tokens of one map would be shown to another`,
    ];
  if (!isProduction(uploadUrl) || production) return [];
  return [
    `UPLOAD_URL is "${uploadUrl}": uploads would go to the map that everybody uses; set UPLOAD_PRODUCTION to ${PRODUCTION} if they shall, or leave UPLOAD_URL unset for the sandbox`,
  ];
}
