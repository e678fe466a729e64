/** F1 of pairs that were said to be the same place, against the pairs that are; 0 of nothing. */
export const f1 = (
  truth: ReadonlyMap<string, string>,
  said: readonly (readonly [official: string, community: string])[],
): number => {
  const right = said.filter(([official, community]) => truth.get(official) === community).length;
  return (2 * right) / Math.max(1, truth.size + said.length);
};
