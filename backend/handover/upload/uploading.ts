import type { Config } from '../../config.ts';
import type { AskLimits, OsmApi } from '../../osm/ask.ts';
import type { WriteApi, WriteLimits } from '../../osm/write/send.ts';
import type { Store } from '../../store/connect.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';

/** What uploading needs from around it. */
export type Uploading = Readonly<{
  store: Store;
  config: Pick<Config, 'contact' | 'publicUrl'>;
  /** Of a person's account on a server, with the leave to write; null where there is none any more. */
  tokenOf: (person: string, server: string) => Promise<string | null>;
  now: () => Date;
  /** 0 to 1 */
  random: () => number;
  waits?: Partial<UploadWaits>;
  /** Of one request that reads, and of one that writes. */
  limits?: Readonly<{ reading?: Partial<AskLimits>; writing?: Partial<WriteLimits> }>;
}>;

/** Of whoever sends it; null where they are gone, or have no leave to write there any more. */
export const tokenOfSender = async (
  { tokenOf }: Pick<Uploading, 'tokenOf'>,
  { person, server }: Pick<StoredUpload, 'person' | 'server'>,
): Promise<string | null> => (person === null ? null : tokenOf(person, server));

export const UPLOAD_WAITS = {
  /** milliseconds of the first wait after a failure; each next one is twice as long */
  firstWait: 5_000,
  /** milliseconds */
  longestWait: 1_800_000,
  /** milliseconds between two looks at what only time or a person can change */
  look: 600_000,
  /** failures in a row after which a person is asked */
  tries: 10,
  /** milliseconds that a changeset stays with a process that is silent */
  held: 30_000,
  /** milliseconds between two signs of life */
  beat: 8_000,
};
export type UploadWaits = typeof UPLOAD_WAITS;

export const waitsOf = ({ waits }: Uploading): UploadWaits => ({ ...UPLOAD_WAITS, ...waits });

export const readApi = ({ config, limits }: Uploading, server: string): OsmApi => ({
  osmApiUrl: server,
  contact: config.contact,
  ...(limits?.reading && { limits: limits.reading }),
});

export const writeApi = ({ config, limits }: Uploading, server: string, token: string | null): WriteApi => ({
  server,
  token,
  contact: config.contact,
  ...(limits?.writing && { limits: limits.writing }),
});
