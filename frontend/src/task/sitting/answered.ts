import type { AnswerReceipt } from '../../../../backend/http/contract/answer.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { t } from '../../messages/t.svelte.ts';
import { me } from '../../person/me.svelte.ts';
import { drop, toast } from '../../shell/toasts.svelte.ts';
import { takeBackAnswer } from '../outbox/mailbox.svelte.ts';
import type { Waiting } from '../outbox/outbox.ts';

type Given = Omit<Waiting, 'person' | 'at'>;
type Entry = { answer: Given | null; task: TaskView; id: string; receipt?: string };

/** Seconds of undo where the server has not said how many. */
const UNDO = 60;

/** letters of a name in a line that passes */
const BRIEF = 40;
/** What a task is called in a line that passes. */
export function briefly({ name }: Pick<TaskView, 'name'>): string {
  const letters = [...(name ?? t('task.unnamed'))];
  return letters.length > BRIEF ? `${letters.slice(0, BRIEF - 1).join('')}…` : letters.join('');
}

/** What was done here and may still be taken back, the latest first: answers, and tasks that were skipped. */
export function answered(undo: () => void) {
  let entries: Entry[] = [];
  const say = (id: string, text: string, until: number) =>
    toast({ id, text, until, action: { label: t('task.undo'), key: 'U', run: undo } });
  const thank = (id: string, task: TaskView, until: number) =>
    say(id, t('task.thanks', { name: briefly(task) }), until);
  const ends = (): number => Date.now() + (me()?.undoSeconds ?? UNDO) * 1000;

  return {
    add(answer: Given, task: TaskView): void {
      const id = answer.request.requestId;
      entries.push({ answer, task, id });
      thank(id, task, ends());
    },
    addSkipped(task: TaskView): void {
      const id = `skipped ${task.id}`;
      entries = [...entries.filter(one => one.id !== id), { answer: null, task, id }];
      say(id, t('task.skipped'), ends());
    },
    /** The server has it, and counts the time from now on. */
    arrived(id: string, receipt: AnswerReceipt): void {
      const entry = entries.find(one => one.id === id);
      if (!entry) return;
      entry.receipt = receipt.id;
      const until = Date.parse(receipt.pendingUntil);
      if (until > Date.now()) thank(id, entry.task, until);
      setTimeout(() => forget(id), Math.max(0, until - Date.now()));
    },
    /** Its task, where it was given here. */
    taskOf: (id: string): TaskView | undefined => entries.find(one => one.id === id)?.task,
    forget,
    /** Takes the latest one back. @returns what it was; null where there is none */
    takeBack(): Entry | null {
      const last = entries.pop();
      if (!last) return null;
      drop(last.id);
      if (last.answer) takeBackAnswer(last.answer, last.receipt);
      return last;
    },
    close(): void {
      for (const { id } of entries) drop(id);
    },
  };

  function forget(id: string): void {
    entries = entries.filter(one => one.id !== id);
    drop(id);
  }
}
