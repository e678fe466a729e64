import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';
import { said } from '../messages/said.ts';
import { lang, t } from '../messages/t.svelte.ts';
import { sayDistance } from '../messages/words.ts';
import type { Words } from './parts/part.ts';

/** The language's and the challenge's words for the parts of its tasks. */
export function partWords(challenge: ChallengeView | null): Words {
  const classes = challenge?.classes ?? [];
  return {
    // In the middle of a sentence: a word of another language would not be understood there.
    noun: challenge?.noun[lang()] ?? t('task.place'),
    distance: sayDistance,
    classes: classes.map(({ id }) => id),
    className: id => {
      const label = classes.find(one => one.id === id)?.label;
      return label ? said(label).text : id;
    },
    classTags: id => classes.find(one => one.id === id)?.tags,
  };
}
