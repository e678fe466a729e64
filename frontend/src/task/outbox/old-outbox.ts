import { keep, type Outbox, type Waiting } from './outbox.ts';

const STORED = 'jalon.outbox';
type Storage = Readonly<{ getItem: (key: string) => string | null; removeItem: (key: string) => void }>;

/** Takes along what earlier versions kept in `localStorage`, where a tab of such a version may still put something. */
export async function takeOldOutbox(storage: Storage, box: Outbox, isKept: () => boolean): Promise<void> {
  const text = storage.getItem(STORED);
  if (text === null) return;
  // Before there were accounts, every answer was a visitor's. All of them are older than what comes now.
  for (const [i, answer] of read(text).entries())
    await keep(box, { ...answer, person: answer.person ?? null, at: i, tried: true });
  if (isKept() && storage.getItem(STORED) === text) storage.removeItem(STORED);
}

type Old = Pick<Waiting, 'task' | 'challenge' | 'request'> & Partial<Waiting>;
function read(text: string): Old[] {
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
