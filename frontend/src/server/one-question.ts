/** A question that many want answered: `share` joins the one under way; `anew` asks again, and no answer of before counts any more. */
export type OneQuestion = Readonly<{ share: () => Promise<void>; anew: () => Promise<void> }>;

/** `hear` gets the answers to the newest question only. Nobody is told before the newest one is answered. */
export function oneQuestion<Answer>(ask: () => Promise<Answer>, hear: (answer: Answer) => void): OneQuestion {
  let newest: Promise<void> | null = null;

  function anew(): Promise<void> {
    const mine: Promise<void> = ask().then(
      answer => {
        if (newest !== mine) return newest ?? undefined;
        newest = null;
        hear(answer);
      },
      cause => {
        if (newest !== mine) return newest ?? undefined;
        newest = null;
        throw cause;
      },
    );
    newest = mine;
    return mine;
  }

  return { anew, share: () => newest ?? anew() };
}
