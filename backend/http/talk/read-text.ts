import { mustLookHere } from '../../core/licence/gate.ts';
import { lookHereText } from '../../core/licence/look-here.ts';
import { mentionedIn, piecesOf } from '../../core/talk/comment.ts';
import type { Store } from '../../store/connect.ts';
import { namesOf } from '../../store/talk/names-of.ts';
import { type SaidOfTask, saidOfTask } from '../../store/talk/said-of-task.ts';
import type { StoredTask } from '../../store/tasks/task-queries.ts';
import type { SpokenText } from '../contract/talk.ts';

/**
 * Reads texts about a task as one person may: with the names that those mentioned have now, and without what may not be
 * copied from the official data.
 * @param said the answers of the task, where they are known already
 */
export async function textReader(
  store: Store,
  task: StoredTask,
  {
    texts,
    reader,
    said,
  }: Readonly<{ texts: readonly string[]; reader: string; said?: readonly SaidOfTask[] }>,
): Promise<(text: string) => SpokenText> {
  const mentioned = texts.flatMap(mentionedIn);
  const persons = mentioned.filter(one => one.startsWith('person:')).map(one => one.slice(7));
  const names = await namesOf(store, persons);
  const answers = mentioned.length > persons.length ? (said ?? (await saidOfTask(store, task.id))) : [];
  const words = (text: string): string =>
    mustLookHere(task.challenge) ? lookHereText(text, task.facts) : text;
  return text =>
    piecesOf(text).map(piece => {
      if ('text' in piece) return words(piece.text);
      const [, kind = '', id = ''] = /^(\w+):(.*)$/.exec(piece.mentioned) ?? [];
      if (kind === 'person') return { name: names.get(id) ?? null, letter: null, self: id === reader };
      const giver = answers.find(one => one.id === id);
      return { name: null, letter: giver?.letter ?? null, self: giver?.person === reader };
    });
}
