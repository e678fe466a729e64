import type { AnswerBody } from '../../../../backend/http/contract/answer.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { LonLat } from '../../map/place.ts';
import { map } from '../../map/scene.svelte.ts';
import type { Sentence } from '../../messages/key.ts';
import { me } from '../../person/me.svelte.ts';
import type { Choice, Difference, Part } from '../parts/part.ts';
import type { Looking } from '../shown/looking.svelte.ts';
import type { Sitting } from '../sitting/sitting.svelte.ts';
import { compose, type Draft, EMPTY, type TagChoice, toggle, withTag } from './draft.ts';
import { type Making, NOTHING, type Step } from './making.ts';
import { suggested } from './suggestion.ts';

/** One answer in the making: what has been said, what is asked next, where the pole stands. */
export function reply(
  task: TaskView,
  walk: Pick<Sitting, 'give' | 'isCalm'>,
  parts: () => readonly Part[],
  looking: Looking,
  /** What is left of an earlier attempt. */
  earlier: Making | null = null,
) {
  const start: Draft = task.kinds.includes('missing') ? { ...EMPTY, tags: suggested(task) } : EMPTY;
  const before = earlier ?? { ...NOTHING, draft: start };
  let draft = $state.raw<Draft>(before.draft);
  let steps = $state.raw<readonly Step[]>(before.steps);
  const index = $derived(steps.length);
  /** A question within the part. */
  let asked = $state.raw<Part | null>(null);
  let said = $state.raw<readonly Sentence[]>(before.said);
  let comment = $state(before.comment);
  let pole = $state.raw<LonLat | null>(before.pole);
  /** Where the pole stands by itself says nothing: somebody has put it there, or nudged it. */
  let isPut = $state(before.pole !== null);
  let given = $state(false);
  /** An answer that waits for the terms. */
  let unsigned = $state.raw<AnswerBody | null>(before.unsigned);
  /** What stood before the decision that waits for the terms. */
  let waiting = $state.raw<Making | null>(null);
  const making = $derived<Making>({
    ...(unsigned && waiting ? waiting : { draft, steps, said, pole }),
    comment,
    unsigned,
  });
  const isBegun = $derived(
    draft !== start || index > 0 || comment.trim() !== '' || pole !== null || unsigned !== null,
  );
  /** A key that was meant for the task before answers nothing. */
  const isOpen = (): boolean => !given && walk.isCalm();

  const part = $derived(asked ?? parts()[index] ?? null);
  /** Official values that may be taken, at any time. */
  const takeable = $derived(parts().find(({ rows }) => rows)?.rows ?? []);
  const keys = $derived(part?.fields ?? (part?.rows ? takeable.map(({ key }) => key) : null));
  /** Values that are chosen or typed for this part. */
  const values = $derived((keys ?? []).filter(key => draft.tags[key]).length);

  const canSend = $derived(keys !== null && (index > 0 || values > 0));
  const rowsNow = (): readonly Difference[] => (part?.rows ? takeable : []);

  const withComment = (answer: AnswerBody): AnswerBody =>
    comment.trim() ? { ...answer, comment: comment.trim() } : answer;
  const composed = (): AnswerBody => compose(draft, task, comment) ?? withComment({ say: 'cant-tell' });

  /** Says one thing; `name` is told while further parts are asked. */
  function decide(next: Draft, name: Sentence): void {
    const earlier = making;
    const isLast = index + 1 >= parts().length;
    if (!isLast) steps = [...steps, { draft, pole }];
    draft = next;
    pole = null;
    asked = null;
    said = [...said, name];
    if (isLast) send(composed(), false, earlier);
  }

  function choose({ does, label }: Choice): void {
    if (!isOpen()) return;
    if (does.do === 'say') decide(does.draft(draft), label);
    else if (does.do === 'ask') asked = does.part;
    else if (does.do === 'end') send(withComment(does.answer));
    else startPlacing();
  }

  function take({ key, official }: Difference): void {
    if (official !== null && isOpen())
      draft = toggle(draft, { key, value: official, origin: { from: 'official' } });
  }

  function startPlacing(): void {
    const [lon, lat] = map()?.centre() ?? task.community?.at ?? task.official?.at ?? task.area?.centre ?? [];
    if (lon !== undefined && lat !== undefined) pole = [lon, lat];
    isPut = false;
  }
  function plant(): void {
    if (!pole || !isPut || !isOpen()) return;
    const position = { at: [pole[0], pole[1]] as [number, number], origin: looking.origin() };
    decide({ ...draft, position }, { key: 'task.placed' });
  }

  function back(): void {
    if (pole) pole = null;
    else if (asked) asked = null;
    else if (unsigned) {
      unsigned = null;
      if (waiting) ({ draft, steps, said, pole } = waiting);
      waiting = null;
    } else {
      const step = steps.at(-1);
      if (!step) return;
      ({ draft, pole } = step);
      isPut = pole !== null;
      steps = steps.slice(0, -1);
      said = said.slice(0, -1);
    }
  }

  /** Where the truth now stands, for the thanks. */
  function truthOf(answer: AnswerBody): LonLat | null {
    if (answer.say === 'cant-tell') return null;
    if (answer.say === 'fix') return answer.fix.position?.at ?? task.community?.at ?? null;
    return task.community?.at ?? task.official?.at ?? null;
  }

  /** @param earlier what whoever takes the answer back goes on from: without it, and so free to say another thing */
  function send(answer: AnswerBody, accepts = false, earlier = making): void {
    if (!isOpen()) return;
    if (!accepts && me()?.termsAccepted === false) {
      waiting = earlier;
      unsigned = answer;
      return;
    }
    const made = { ...earlier, unsigned: null };
    given = true;
    walk.give(task, { answer, imagery: looking.seen(), accepts, truth: truthOf(answer) }, made);
  }

  return {
    get draft() {
      return draft;
    },
    get part() {
      return part;
    },
    /** The first question, when nothing has been said yet. */
    get isFirst() {
      return index === 0;
    },
    get isWithin() {
      return asked !== null;
    },
    get said() {
      return said;
    },
    get takeable() {
      return takeable;
    },
    /** Those that a digit takes now; the others can be taken by hand. */
    get rows(): readonly Difference[] {
      return rowsNow();
    },
    get values() {
      return values;
    },
    /** Values are being chosen: the answer leaves when it is sent, not with the first key. */
    get isChoosing() {
      return keys !== null && (index > 0 || values > 0 || part?.fields !== undefined);
    },
    get canSend() {
      return canSend;
    },
    get comment() {
      return comment;
    },
    set comment(words: string) {
      comment = words;
    },
    get pole() {
      return pole;
    },
    set pole(at: LonLat | null) {
      pole = at;
      isPut = true;
    },
    /** Whether the pole stands where somebody has put it. */
    get isPut() {
      return isPut;
    },
    /** Where the pole will stand, as far as it has been said. */
    get stands() {
      return draft.position?.at ?? (draft.communityRight?.position ? task.community?.at : undefined);
    },
    /** What has been done towards an answer that is not said yet; null: nothing has. */
    get making(): Making | null {
      return isBegun && !given ? making : null;
    },
    /** It is said; the next task is on its way. */
    get sending() {
      return given;
    },
    get awaitsTerms() {
      return unsigned !== null;
    },
    choose,
    plant,
    back,
    take,
    /** The values that can be taken first, then the choices, as they are seen. */
    digit(number: number): void {
      if (pole || unsigned || given) return;
      const rows = rowsNow();
      const row = rows[number - 1];
      const choice = part?.choices[number - 1 - rows.length];
      if (row) take(row);
      else if (choice) choose(choice);
    },
    /** Pixels. */
    movePole(right: number, down: number): void {
      if (pole) pole = map()?.shifted(pole, right, down) ?? pole;
      isPut = true;
    },
    /** What waits to be said with Enter. */
    enter(): void {
      if (unsigned) send(unsigned, true);
      else if (pole) plant();
      else if (canSend) send(composed());
    },
    setTag: (key: string, choice: TagChoice | null): void => {
      draft = withTag(draft, key, choice);
    },
    sendChosen: (): void => {
      send(composed());
    },
    /** Says it of the whole task, whatever else was asked. */
    sendAtOnce: (answer: AnswerBody): void => {
      send(withComment(answer));
    },
    acceptTerms: (): void => {
      if (unsigned) send(unsigned, true);
    },
  };
}

export type Reply = ReturnType<typeof reply>;
