/** Text that a spreadsheet would run. */

/**
 * What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection"), with the full-width forms that some
 * of them read alike.
 */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Such a text gets an apostrophe in front, which shows it as text: the same in CSV and in XLSX. */
export function harmlessCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
