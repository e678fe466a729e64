import { describe, expect, it } from 'vitest';
import { oneQuestion } from '../../../frontend/src/server/one-question.ts';

/** Questions that the test answers itself, in any order. */
function asked() {
  const answers: ((answer: string) => void)[] = [];
  const heard: string[] = [];
  const question = oneQuestion(
    () => new Promise<string>(answer => answers.push(answer)),
    answer => heard.push(answer),
  );
  return { answers, heard, question };
}

describe('a question that many ask', () => {
  it('is asked once while it is under way, and again afterwards', async () => {
    const { answers, heard, question } = asked();
    const both = [question.share(), question.share()];
    expect(answers).toHaveLength(1);
    answers[0]!('Ann');
    await Promise.all(both);
    expect(heard).toEqual(['Ann']);
    question.share();
    expect(answers).toHaveLength(2);
  });

  it('is asked anew after a deed: what was asked before it is not heard, even if it is answered last', async () => {
    const { answers, heard, question } = asked();
    const before = question.share();
    const after = question.anew();
    expect(answers).toHaveLength(2);
    answers[1]!('nobody');
    await after;
    answers[0]!('Ann');
    await before;
    expect(heard).toEqual(['nobody']);
  });

  it('tells who asked before the deed when the newer answer is there', async () => {
    const { answers, heard, question } = asked();
    let told = false;
    const before = question.share().then(() => {
      told = true;
    });
    question.anew();
    answers[0]!('Ann');
    await Promise.resolve();
    await Promise.resolve();
    expect([told, heard]).toEqual([false, []]);
    answers[1]!('nobody');
    await before;
    expect(heard).toEqual(['nobody']);
  });
});
