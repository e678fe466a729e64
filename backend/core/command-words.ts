/** What a person types to call Jalon's command line, from its folder. @param words the command and its options */
export const commandWords = (words: string): string => `npm run -s jalon -- ${words}`;
