/** Why a run changed a task: the interface has a sentence for each. Times are ISO 8601. */
export type Reason =
  /** A new task. */
  | Readonly<{ code: 'found'; data: Readonly<Record<string, string>> }>
  /** The same question with fresher facts. */
  | Readonly<{ code: 'facts-refreshed' }>
  /** Other facts: what was answered before was about something else. */
  | Readonly<{ code: 'facts-changed' }>
  /** Settled as not an issue, for other facts. */
  | Readonly<{ code: 'not-an-issue-facts-changed'; data: Readonly<Record<string, string>> }>
  /** The agency changed its row, and the two sides still disagree. */
  | Readonly<{ code: 'official-row-changed'; data: Readonly<Record<string, string>> }>
  /** Data newer than the fix still shows what was fixed. */
  | Readonly<{ code: 'not-fixed-yet'; data: Readonly<Record<string, string>> }>
  /** Nothing is wrong any more in the data of these times. */
  | Readonly<{ code: 'gone'; data: Readonly<Record<string, string>> }>
  /** Both sides were seen to agree after somebody had put it right. */
  | Readonly<{ code: 'seen-right'; data: Readonly<Record<string, string>> }>
  /** What had gone is there again. */
  | Readonly<{ code: 'came-back'; data: Readonly<Record<string, string>> }>
  /** Its features are asked about with another place: a duplicate, a possible match. */
  | Readonly<{ code: 'asked-with-another' }>
  /** The challenge's area or rules leave it out now. */
  | Readonly<{ code: 'left-out' }>;

/** Why a task is in its state, as a code with its data: shown to people through the messages files. */
export type StoredReason = Readonly<{ code: string; data?: Readonly<Record<string, string | number>> }>;
