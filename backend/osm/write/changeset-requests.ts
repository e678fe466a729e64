import { tag, XML_HEAD } from '../../core/change/xml.ts';
import type { DiffRow, DownloadedEdit } from '../../core/changeset/sent-and-applied.ts';
import type { Tags } from '../../core/feature.ts';
import { parseChangeset, parseDiffResult, parseDownload } from './parse-changeset.ts';
import { type Said, send, type WriteApi } from './send.ts';

/** Its number on the server (https://wiki.openstreetmap.org/wiki/API_v0.6#Create:_PUT_/api/0.6/changeset/create). */
export const createChangeset = (api: WriteApi, tags: Tags): Promise<Said<number>> =>
  send(
    api,
    {
      method: 'PUT',
      path: '/api/0.6/changeset/create',
      body: `${XML_HEAD}${tag('osm', { version: '0.6' }, [
        tag(
          'changeset',
          {},
          Object.entries(tags).map(([k, v]) => tag('tag', { k, v })),
        ),
      ])}\n`,
    },
    text => {
      if (!/^\s*\d{1,15}\s*$/.test(text)) throw new Error('no number of a changeset');
      return Number(text);
    },
  );

/** Sends the edits of a changeset: all of them are applied, or none. */
export const uploadChanges = (
  api: WriteApi,
  changeset: number,
  osmChange: string,
): Promise<Said<DiffRow[]>> =>
  send(
    api,
    { method: 'POST', path: `/api/0.6/changeset/${changeset}/upload`, body: osmChange },
    parseDiffResult,
  );

/** After it nothing can be added any more, not even by a request that is still on its way. One that is closed answers `conflict`. */
export const closeChangeset = (api: WriteApi, changeset: number): Promise<Said<null>> =>
  send(api, { method: 'PUT', path: `/api/0.6/changeset/${changeset}/close` }, () => null);

export const readChangeset = (
  api: WriteApi,
  changeset: number,
): Promise<Said<Readonly<{ open: boolean; tags: Tags }>>> =>
  send(api, { method: 'GET', path: `/api/0.6/changeset/${changeset}` }, parseChangeset);

export const isChangesetOpen = (api: WriteApi, changeset: number): Promise<Said<boolean>> =>
  send(api, { method: 'GET', path: `/api/0.6/changeset/${changeset}` }, text => parseChangeset(text).open);

/** What the server has applied in it, in osmChange without placeholders. */
export const downloadChangeset = (api: WriteApi, changeset: number): Promise<Said<DownloadedEdit[]>> =>
  send(api, { method: 'GET', path: `/api/0.6/changeset/${changeset}/download` }, parseDownload);
