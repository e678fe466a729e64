/** What the OSM API refuses: control characters but tab and line ends, lone surrogates, non-characters. It takes C1 controls. */
const REFUSED = /(?![\t\n\r\u0080-\u009f])\p{Cc}|\p{Surrogate}|[\ufffe\uffff]/u;

/** Whether OSM refuses a key or a value for one of its characters. */
export const isRefusedText = (text: string): boolean => REFUSED.test(text);

/**
 * Whether a key or a value holds what nobody should put on the map: what OSM refuses, and C1 controls, which are Windows-1252
 * read as Latin-1. Those that stand on the map already may stay there.
 */
export const isUnfitText = (text: string): boolean => isRefusedText(text) || /[\u0080-\u009f]/.test(text);
