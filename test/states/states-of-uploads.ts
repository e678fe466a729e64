import type { UploadsView } from '../../backend/http/contract/upload.ts';
import type { State } from './state.ts';
import type { Visitor } from './visitor.ts';

/** Leads to the changeset of that kind that is on the map. */
async function openChangeset({ json, open }: Visitor, kind: string): Promise<void> {
  const { uploads } = await json<UploadsView>('/challenges/done/uploads');
  const found = uploads.flatMap(({ changesets }) => changesets).find(one => one.kind === kind);
  if (!found) throw new Error(`No changeset of kind ${kind}.`);
  await open(`/changesets/${found.id}`);
}

/** What goes to the map, from its plan until it is taken back. */
export const STATES_OF_UPLOADS: readonly State[] = [
  {
    name: 'upload-sign-in',
    who: 'newcomer',
    reach: async ({ open, says }) => {
      await open('/challenges/planned/changes');
      await says('Changes go under your own account');
    },
  },
  {
    name: 'upload-plan',
    who: 'maintainer',
    reach: async ({ open, says }) => {
      await open('/challenges/planned/changes');
      await says(/^As /);
    },
  },
  {
    name: 'upload-confirm',
    who: 'maintainer',
    reach: async ({ open, press, page }) => {
      await open('/challenges/planned/changes');
      await press(/^Send \d+ edits/);
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'upload-running',
    who: 'maintainer',
    reach: async ({ open, says }) => {
      await open('/challenges/running/changes');
      await says(/^Under way/);
    },
  },
  {
    name: 'upload-held',
    who: 'maintainer',
    reach: async ({ open, says }) => {
      await open('/challenges/held/changes');
      await says('The account may not change the map');
    },
  },
  {
    name: 'upload-done',
    who: 'maintainer',
    reach: async ({ open, says }) => {
      await open('/challenges/done/changes');
      await says('Done: edits on the map');
    },
  },
  {
    name: 'own-upload',
    who: 'sender',
    reach: async ({ open, says }) => {
      await open('/challenges/own/task/t00040');
      await says('Send this edit…');
    },
  },
  {
    name: 'own-upload-sent',
    who: 'sender',
    reach: async ({ open, says }) => {
      await open('/challenges/own/task/t00041');
      await says('Done: edits on the map');
    },
  },
  {
    name: 'own-uploads',
    who: 'sender',
    reach: async ({ open, says }) => {
      await open('/for-you');
      await says('Yours to put on the map');
    },
  },
  {
    name: 'changeset',
    who: 'maintainer',
    reach: async visitor => {
      await openChangeset(visitor, 'tags');
      await visitor.says('On the map, and read back');
    },
  },
  {
    name: 'changeset-take-back',
    who: 'maintainer',
    reach: async visitor => {
      await openChangeset(visitor, 'tags');
      await visitor.press('Take it back');
      await visitor.says(/^This goes back/);
    },
  },
];
