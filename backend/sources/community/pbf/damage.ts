/** What is wrong with the bytes at hand, for people; the reader of the file adds where they are. */
export class Damage extends Error {}
