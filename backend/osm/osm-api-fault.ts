/** Why the OpenStreetMap API did not give what was asked: the message is a sentence for people. */
export class OsmApiFault extends Error {
  readonly url: string;
  /** Of the last answer; null where there was none. */
  readonly status: number | null;

  constructor(url: string, status: number | null, sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'OsmApiFault';
    this.url = url;
    this.status = status;
  }
}
