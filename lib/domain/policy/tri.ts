/** Three-valued logic (Kleene): what is certain, what is possible, what is neither. */
export type Tri = 0 | 1 | 2;

export const NO: Tri = 0;
export const MAYBE: Tri = 1;
export const YES: Tri = 2;

export function and(a: Tri, b: Tri): Tri {
  return a < b ? a : b;
}

export function or(a: Tri, b: Tri): Tri {
  return a > b ? a : b;
}

export function not(a: Tri): Tri {
  return (2 - a) as Tri;
}

export function fromBoolean(value: boolean): Tri {
  return value ? YES : NO;
}
