const answer = new Float64Array(1);

/**
 * Takes what was read only to bring it near to the processor: memory answers many questions at once in the time that it takes
 * for one, but what nobody needs the answer of would not be asked.
 */
export const touched = (sum: number): void => {
  answer[0] = sum;
};
