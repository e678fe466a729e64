/** Sorts texts in place by their code units. */
export const sortTexts = (texts: string[]): string[] => texts.sort();
