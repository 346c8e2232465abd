/** How a link looks: width by use, dashes by state, two lines for a chain of roles. Never by colour alone. */
import type { MapColours } from "./colours";

/** 1 to 6 pixels, by the logarithm of the bindings that use it; among many lines (`count`) all are thinner. */
export function edgeWidth(weight: number, count: number): number {
  const room = Math.min(1, Math.max(0.2, 1 - Math.log10(Math.max(1, count / 150)) * 0.8));
  return Math.min(1 + 5 * room, 1 + Math.log2(Math.max(1, weight)) * 0.5 * room);
}

/** By state: allowed, conditional, unknown, denied. */
const dashes: readonly (readonly number[])[] = [[], [7, 4], [9, 3, 1.5, 3], [1.5, 4]];

export function edgeDash(state: number, width: number): readonly number[] {
  const scale = Math.max(1, width / 2);
  return (dashes[state] ?? []).map((part) => part * scale);
}

/** The fewer lines, the stronger each. */
export function plainOpacity(count: number): number {
  return Math.max(0.28, Math.min(0.9, 1.05 - Math.log10(Math.max(10, count)) * 0.24));
}

export function edgeColour(tone: number, colours: MapColours): string {
  if (tone === 2 || tone === 3) return colours.accent;
  return tone === 1 ? colours.faint : colours.line;
}

/** Lines leave and arrive level, so that a bundle at a row reads as one. */
export function bend(x1: number, x2: number): number {
  return Math.max(18, (x2 - x1) * 0.5);
}
