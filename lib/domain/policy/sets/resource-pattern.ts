/**
 * Resource patterns by their meaning: how what one pattern names lies to what another names.
 * ARNs match segment by segment: "*" spans ":" only behind the fifth one.
 * Source: IAM User Guide, "Resource" and "Policy variables".
 */
import type { PolicyVersion } from "@/lib/domain/policy/ast";
import { type Glob, normalise, ONE, STAR } from "./glob";
import { globContains, globsIntersect } from "./glob-overlap";

/** Of the region asked about, the pattern covers none, a part (or it cannot be told) or all. */
export type Overlap = "none" | "part" | "all";

export interface ResourcePattern {
  readonly text: string;
  /** any: "*". arn: six segments. none: fewer, and not the beginning of an ARN, so that no resource matches. */
  readonly kind: "any" | "arn" | "none";
  /**
   * The segments may name more than the pattern does: it has a policy variable, taken for "*", or it is a short ARN,
   * of which the documentation does not say that the rest is "*".
   */
  readonly wider: boolean;
  /** Six where it is an ARN, else none. */
  readonly segments: readonly Segment[];
}

/** Never fails. Under version 2008-10-17, variables are literal text. */
export function parseResourcePattern(text: string, version: PolicyVersion): ResourcePattern {
  if (/^\*+$/.test(text)) return { text, kind: "any", wider: false, segments: [] };
  const escapes = version === "2012-10-17" && text.includes("${");
  const segments: Segment[] = [];
  let from = 0;
  while (segments.length < 5) {
    const colon = nextColon(text, from, escapes);
    if (colon < 0) break;
    segments.push(new Segment(text.slice(from, colon), escapes));
    from = colon + 1;
  }
  segments.push(new Segment(text.slice(from), escapes));
  const short = segments.length < 6;
  if (short && !text.startsWith("arn:")) return { text, kind: "none", wider: false, segments: [] };
  while (segments.length < 6) segments.push(ANYTHING);
  return { text, kind: "arn", wider: short || (escapes && segments.some((segment) => segment.hasVariable)), segments };
}

/** How much of `region` does `cover` match. "all" and "none" are certain; beyond the budget it is "part". */
export function overlap(cover: ResourcePattern, region: ResourcePattern): Overlap {
  if (cover.kind === "any") return "all";
  if (cover.kind === "none" || region.kind === "none") return "none";
  if (region.kind === "any") return "part";
  const meet = segmentsMeet(cover, region);
  if (meet === false) return "none";
  if (meet === null || cover.wider) return "part";
  for (let i = 0; i < 6; i++) {
    const left = cover.segments[i]!;
    const right = region.segments[i]!;
    if (left.literal !== null && right.literal !== null) continue;
    if (globContains(left.glob, right.glob) !== true) return "part";
  }
  return "all";
}

/** May some resource match both? False is certain. */
export function mayMeet(a: ResourcePattern, b: ResourcePattern): boolean {
  if (a.kind === "none" || b.kind === "none") return false;
  return a.kind === "any" || b.kind === "any" || segmentsMeet(a, b) !== false;
}

/** Of two ARN patterns; null where the budget did not suffice. The last segments tell most pairs apart. */
function segmentsMeet(a: ResourcePattern, b: ResourcePattern): boolean | null {
  for (let i = 5; i >= 0; i--) if (!a.segments[i]!.beginsLike(b.segments[i]!)) return false;
  let certain = true;
  for (let i = 0; i < 6; i++) {
    const left = a.segments[i]!;
    const right = b.segments[i]!;
    if (left.literal !== null && right.literal !== null) {
      if (left.literal !== right.literal) return false;
    } else if (!left.isAnything && !right.isAnything) {
      const meet = globsIntersect(left.glob, right.glob);
      if (meet === false) return false;
      certain &&= meet === true;
    }
  }
  return certain ? true : null;
}

/** One part of an ARN between colons. */
class Segment {
  /** The text where it has no wildcards: two of those are compared, not walked. */
  readonly literal: string | null;
  readonly isAnything: boolean;
  /** The literal beginning. */
  readonly #head: string;
  readonly #text: string;
  readonly #escapes: boolean;
  #glob: Glob | null = null;

  constructor(text: string, escapes: boolean) {
    this.#text = text;
    this.#escapes = escapes && text.includes("${");
    const wild = text.search(this.#escapes ? /[*?$]/ : /[*?]/);
    this.literal = wild < 0 ? text : null;
    this.isAnything = text === "*";
    this.#head = wild < 0 ? text : text.slice(0, wild);
  }

  /** False: no text matches both, for they begin differently. */
  beginsLike(other: Segment): boolean {
    return this.#head.startsWith(other.#head) || other.#head.startsWith(this.#head);
  }

  get glob(): Glob {
    this.#glob ??= tokenise(this.#text, this.#escapes);
    return this.#glob;
  }

  /** A variable other than the escapes of "*", "?" and "$". */
  get hasVariable(): boolean {
    if (!this.#escapes) return false;
    const last = this.#text.lastIndexOf("}");
    for (let open = this.#text.indexOf("${"); open >= 0 && open < last; ) {
      const close = this.#text.indexOf("}", open);
      if (close !== open + 3 || !"*?$".includes(this.#text.charAt(open + 2))) return true;
      open = this.#text.indexOf("${", close);
    }
    return false;
  }
}

const ANYTHING = new Segment("*", false);

/** The next ":" that is not within a variable ("${aws:username}"). */
function nextColon(text: string, from: number, escapes: boolean): number {
  let colon = text.indexOf(":", from);
  while (escapes && colon >= 0) {
    const open = text.lastIndexOf("${", colon);
    const close = open < from ? -1 : text.indexOf("}", open);
    if (close < colon) return colon;
    colon = text.indexOf(":", close);
  }
  return colon;
}

/** `${*}`, `${?}` and `${$}` are those characters; any other variable stands for a text that is not known here. */
function tokenise(text: string, escapes: boolean): Glob {
  const symbols: number[] = [];
  const last = escapes ? text.lastIndexOf("}") : -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (i < last && text.startsWith("${", i)) {
      const end = text.indexOf("}", i + 2);
      const name = text.slice(i + 2, end);
      symbols.push(name === "*" || name === "?" || name === "$" ? name.charCodeAt(0) : STAR);
      i = end;
    } else symbols.push(code === 42 ? STAR : code === 63 ? ONE : code);
  }
  return normalise(symbols);
}
