import type { NotPossible } from '../change/change.ts';
import type { Hold } from './machine.ts';

/** Why the edits of one task did not go to the map with the others. */
export type LeftOut = NotPossible['reason'] | 'server';

/** What a person can do about an edit that did not go, by why it did not. */
export const WAYS_OUT: Readonly<Record<LeftOut, string>> = {
  'element-state-unknown': 'Send it again later, when the map can be read.',
  'element-gone': 'Look at the place again: somebody has taken it off the map, or mapped it anew.',
  'needs-an-editor': 'Open the place in an editor (iD or JOSM) and do it there by hand.',
  conflict: 'Look at the place again: somebody else has changed it since, and their version may be right.',
  licence: "Put the publisher's permission on file with the challenge, or answer from your own knowledge.",
  'invalid-value': 'Answer again with a value that OpenStreetMap takes.',
  'nothing-to-change': 'Nothing is left to do.',
  server: 'Look at the place again, or open it in an editor (iD or JOSM) and do it there by hand.',
};

const HOLD_WORDS: Readonly<Record<Hold, Readonly<{ happened: string; wayOut: string }>>> = {
  'sign-in': {
    happened: 'The upload waits, since nobody is signed in on the map for it.',
    wayOut: 'Sign in there again and let it go on.',
  },
  'not-allowed': {
    happened: 'The upload waits, since whoever sends it is not a maintainer here any more.',
    wayOut:
      'Give them the role again and let it go on, or cancel what is left: somebody else can send it then.',
  },
  account: {
    happened: 'The upload waits, since the account may not write to the map.',
    wayOut:
      'Sign in on the website of the map: it says what has to be read or accepted first. Then let the upload go on.',
  },
  server: {
    happened: 'The upload waits, since the server of the map has failed or refused again and again.',
    wayOut: 'Let it go on when the server is well, or cancel what is left.',
  },
  unclear: {
    happened: 'The upload waits, since its changeset on the map holds edits that were not sent from here.',
    wayOut: 'Look at the changeset on the map. Then let the upload go on, or cancel what is left.',
  },
  restored: {
    happened: 'The upload waits, since it comes from a backup, and may have gone to the map since.',
    wayOut: 'Look there for its changesets. Then let the upload go on, or cancel what is left.',
  },
};

/** What happened, what the server said, what to do: sentences for the person who uploads. */
export function holdWords(hold: Hold, said: string): string {
  const { happened, wayOut } = HOLD_WORDS[hold];
  return said === '' ? `${happened} ${wayOut}` : `${happened} ${wayOut} (${said})`;
}
