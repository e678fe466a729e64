import { api } from '../api.ts';
import { t } from '../messages/t.svelte.ts';
import { drop, toast } from '../shell/toasts.svelte.ts';
import { sayProblem } from '../words.ts';

/** Milliseconds that a refusal stays to be read. */
const READ = 6000;

/** What was answered here and may still be taken back, the latest first. */
export function answered(undo: () => void) {
  const undoable: { answer: string; task: string }[] = [];

  return {
    /** `until`: milliseconds since 1970. */
    add(answer: string, task: string, until: number): void {
      undoable.push({ answer, task });
      toast({
        id: answer,
        text: t('task.thanks'),
        until,
        action: { label: t('task.undo'), key: 'U', run: undo },
      });
    },
    /** Takes the latest one back. @returns its task; null where there is none, or the server says that it is too late. */
    async takeBack(): Promise<string | null> {
      const last = undoable.pop();
      if (!last) return null;
      drop(last.answer);
      try {
        await api.undo(last.answer);
      } catch (cause) {
        toast({ id: 'undo', text: sayProblem(cause), until: Date.now() + READ });
        return null;
      }
      return last.task;
    },
    close(): void {
      for (const { answer } of undoable) drop(answer);
    },
  };
}
