import type { Answer } from '../../core/answer/answer.ts';
import { type AnswerProblemCode, CHECK, checkAnswer } from '../../core/answer/check-answer.ts';
import type { Finding } from '../../core/discrepancy/discrepancy.ts';
import type { Feature, LonLat } from '../../core/feature.ts';
import type { StoredTask } from '../../store/tasks/task-queries.ts';
import { Refusal } from '../refusal.ts';

const WORDS: Readonly<Record<AnswerProblemCode, string>> = {
  'position-needed': 'says where the place is',
  'position-out-of-range': 'is longitude and latitude in degrees',
  'position-too-far': 'is too far from everything that the task shows',
  'same-needed': 'says whether it is the same place',
  'keep-needed': 'says which of the duplicates stays',
  'keep-unknown': 'is none of the features of the task',
  'lifecycle-needed': 'says what became of the place',
  'tags-needed': 'says which tags it should have',
  'nothing-said': 'says something',
  'key-empty': 'has a key',
  'key-too-long': `has a key of at most ${CHECK.characters} characters`,
  'key-twice': 'names each key once',
  'value-empty': 'has a value, or null to take the key away',
  'value-too-long': `has a value of at most ${CHECK.characters} characters`,
  'unfit-character': 'holds no control characters',
};

/**
 * The answer must be one that the task asks for.
 * @param area where the official place may be said to be; null where it is shown as it is
 * @throws Refusal 422 `does-not-fit`, every part that does not with its place
 */
export function refuseUnfit(answer: Answer, task: StoredTask, area: LonLat | null): void {
  const facts = area ? seenFrom(area, task.facts) : task.facts;
  const problems = checkAnswer(answer, facts, task.challenge.match.radius);
  if (problems.length === 0) return;
  // Without the data of a problem: metres to a hidden place would be most of the way to it.
  const errors = problems.map(({ code, path }) => ({ path, message: WORDS[code], code }));
  throw new Refusal(
    422,
    'does-not-fit',
    'The answer does not fit the task',
    errors.map(({ path, message }) => `${path}: it ${message}`).join('; '),
    { errors },
  );
}

/** The facts with every official place at the centre of its area: which answer is too far must not tell where it is. */
function seenFrom(area: LonLat, facts: Finding): Finding {
  const hide = ({ shape: _, ...feature }: Feature): Feature => ({ ...feature, at: area });
  return {
    ...facts,
    official: facts.official && hide(facts.official),
    others: facts.others.map(other => (other.side === 'official' ? hide(other) : other)),
  };
}
