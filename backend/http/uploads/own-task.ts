import type { Challenge } from '../../core/challenge/challenge.ts';
import { isTheirs, letsVolunteersUpload } from '../../core/changeset/own-upload.ts';
import { findChallenge } from '../../store/challenges.ts';
import type { Store } from '../../store/connect.ts';
import type { AnsweredSettled } from '../../store/uploads/own-uploads.ts';
import { allAnsweredSettled, answeredSettled, ownUploadOf } from '../../store/uploads/own-uploads.ts';

/** Tasks of one list. */
const MOST = 50;

/** The task, where this person settled it and may send its edit; null: they may not. */
export async function ownToSend(
  store: Store,
  challenge: Challenge,
  person: string,
  task: string,
): Promise<AnsweredSettled | null> {
  if (!letsVolunteersUpload(challenge)) return null;
  const one = await answeredSettled(store, person, task);
  return one && isTheirs(one.answer, one.said, challenge) ? one : null;
}

/** Whether a person may send the edit of a task, or has sent it themselves. */
export async function concernsUpload(
  store: Store,
  challenge: Challenge,
  person: string,
  task: string,
): Promise<boolean> {
  if (!letsVolunteersUpload(challenge)) return false;
  return (
    (await ownToSend(store, challenge, person, task)) !== null ||
    (await ownUploadOf(store, person, task)) !== null
  );
}

/** Everything that a person may send themselves, the one that was settled last first. */
export async function allOwnToSend(store: Store, person: string): Promise<AnsweredSettled[]> {
  const found = await allAnsweredSettled(store, person, MOST);
  const challenges = new Map<string, Challenge | null>();
  for (const { challenge } of found)
    if (!challenges.has(challenge))
      challenges.set(challenge, (await findChallenge(store, challenge))?.definition ?? null);
  return found.filter(one => {
    const challenge = challenges.get(one.challenge);
    return challenge && letsVolunteersUpload(challenge) && isTheirs(one.answer, one.said, challenge);
  });
}
