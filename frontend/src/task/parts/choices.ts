import type { AnswerBody } from '../../../../backend/http/contract/answer.ts';
import type { MarkName } from '../../marks/art.ts';
import type { Key, Sentence } from '../../messages/key.ts';
import type { Draft } from '../reply/draft.ts';
import type { Choice } from './part.ts';

/** Decides a part. */
export const say = (id: string, mark: MarkName, label: Sentence, draft: (draft: Draft) => Draft): Choice => ({
  id,
  mark,
  label,
  does: { do: 'say', draft },
});

/** Decides the whole task. */
export const end = (id: string, mark: MarkName, key: Key, answer: AnswerBody): Choice => ({
  id,
  mark,
  label: { key },
  does: { do: 'end', answer },
});

export const place = (key: Key): Choice => ({
  id: 'place',
  mark: 'truth',
  label: { key },
  does: { do: 'place' },
});

export const CANT_TELL: Choice = end('cant-tell', 'unknown', 'say.cant-tell', { say: 'cant-tell' });
