import type { Speaker } from '../../../backend/http/contract/talk.ts';
import { t } from '../messages/t.svelte.ts';
import { sayPerson } from '../messages/words.ts';

/** By name, or by letter. */
export const saySpeaker = ({ name, letter }: Pick<Speaker, 'name' | 'letter'>): string =>
  name !== null ? sayPerson(name) : (letter ?? t('talk.somebody'));
