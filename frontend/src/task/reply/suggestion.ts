import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { TagChoice } from './draft.ts';

/** What an added place starts with; a value that the volunteer changed is the volunteer's own. */
export function suggested(task: Pick<TaskView, 'official' | 'suggestedTags'>): Record<string, TagChoice> {
  const entries = Object.entries(task.suggestedTags);
  return Object.fromEntries(entries.map(([key, value]) => [key, withValue(task, key, value)]));
}

export function withValue(task: Pick<TaskView, 'official'>, key: string, value: string): TagChoice {
  const isOfficial = task.official?.tags[key] === value;
  return { key, value, origin: { from: isOfficial ? 'official' : 'observation' } };
}
