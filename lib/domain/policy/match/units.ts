/** A wildcard pattern as numbers: UTF-16 code units, and two that are no code units. */
export const STAR = -1;
export const ANY = -2;

export type Units = readonly number[];

const CODE_STAR = 42;
const CODE_QUESTION = 63;

/** `*` = any text (also none), `?` = exactly one character; runs of `*` become one. */
export function wildcardUnits(text: string): number[] {
  const units: number[] = [];
  for (let i = 0; i < text.length; i++) pushUnit(units, text.charCodeAt(i));
  return units;
}

/** Adds a character of a pattern. */
export function pushUnit(units: number[], code: number): void {
  if (code === CODE_STAR) {
    if (units[units.length - 1] !== STAR) units.push(STAR);
  } else {
    units.push(code === CODE_QUESTION ? ANY : code);
  }
}

/** Adds text in which `*` and `?` are ordinary characters. */
export function pushLiteral(units: number[], text: string): void {
  for (let i = 0; i < text.length; i++) units.push(text.charCodeAt(i));
}

export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}
