/** What the server says no with: text/plain, in words that clients read. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, words = '', headers: Readonly<Record<string, string>> = {}) {
    super(words);
    this.name = 'Refusal';
    this.status = status;
    this.headers = headers;
  }
}
