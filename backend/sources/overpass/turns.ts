/** One request at a time to a server, of everybody who shares these turns, with a pause after each. */
export type Turns = Readonly<{
  /** @returns the turn, or the milliseconds after which to ask again where it is somebody else's */
  take(server: string): Promise<Turn | number>;
}>;

export type Turn = Readonly<{
  /** Aborted when the turn was lost: somebody else may be asking by now. */
  lost: AbortSignal;
  /** Hands it on; nobody asks the server for so many milliseconds. */
  end(pause: number): Promise<void>;
}>;
