/** A sheet would run what begins so as a formula (OWASP, CSV injection); numbers of ours are exempt. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * Where the computer's list separator is a semicolon, as in most of Europe, a sheet cuts a comma's file there, and at line
 * ends, whatever is quoted. `+32 2 1; +32 2 2` stays as it is: a number does nothing.
 */
const FORMULA_INSIDE = /([;\t\r\n]\s*)(?=[=@＝＠]|[+\-＋－](?!\d))/g;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** RFC 4180, with an apostrophe before what a sheet would take for a formula. */
function cell(text: string): string {
  const inside = text.replace(FORMULA_INSIDE, "$1'");
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${inside}` : inside;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 (UTF-8, comma), with a line of column names, safe to open in a sheet. */
export function csvLines<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string>>[],
): string {
  const lines = rows.map(row => columns.map(column => cell(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}
