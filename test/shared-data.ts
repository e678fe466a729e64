/** The folder of real data, absolute; other people's, so it is not in the repository. Undefined: what needs it is skipped. */
export const sharedData: string | undefined = process.env['JALON_SHARED_DATA'] || undefined;
