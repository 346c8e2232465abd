/** Resource and NotResource of a statement: how much of a region it covers. */
import type { PatternElement, PolicyVersion } from "@/lib/domain/policy/ast";
import { type Overlap, overlap, parseResourcePattern, type ResourcePattern } from "./resource-pattern";

/** What a grant is about: one pattern of Resource, or all patterns of NotResource together. */
export interface ResourceRegion {
  readonly negated: boolean;
  readonly patterns: readonly ResourcePattern[];
  /** Characters of all patterns: what holding it against another costs grows with it. */
  readonly weight: number;
}

export class ResourceElement implements ResourceRegion {
  readonly negated: boolean;
  readonly patterns: readonly ResourcePattern[];
  readonly weight: number;
  /** Every resource, "*" included. */
  readonly any: boolean;
  #regions: readonly ResourceRegion[] | null = null;

  constructor(patterns: readonly ResourcePattern[], negated: boolean) {
    this.negated = negated;
    this.patterns = patterns;
    this.weight = patterns.reduce((sum, { text }) => sum + text.length, 0);
    this.any = negated ? patterns.length === 0 : patterns.some((pattern) => pattern.kind === "any");
  }

  /** The regions of the element one by one, as rows of a table show them. */
  get regions(): readonly ResourceRegion[] {
    const whole = this.negated || this.patterns.length === 1;
    this.#regions ??= whole ? [this] : this.patterns.map((pattern) => regionOf([pattern]));
    return this.#regions;
  }
}

const parsed: { readonly [version in PolicyVersion]: Map<string, ResourcePattern> } = {
  "2008-10-17": new Map(),
  "2012-10-17": new Map(),
};
const REMEMBERED = 50_000;

/** The same pattern stands in many documents: parsed once. */
export function resourcePattern(text: string, version: PolicyVersion): ResourcePattern {
  const known = parsed[version].get(text);
  if (known) return known;
  const pattern = parseResourcePattern(text, version);
  if (parsed[version].size >= REMEMBERED) parsed[version].clear();
  if (text.length <= 2048) parsed[version].set(text, pattern);
  return pattern;
}

export function regionOf(patterns: readonly ResourcePattern[]): ResourceRegion {
  return new ResourceElement(patterns, false);
}

const EVERYTHING = new ResourceElement([parseResourcePattern("*", "2012-10-17")], false);

/** A statement without the element (a trust policy's) is about everything that it is attached to. */
export function resourceElement(element: PatternElement | null, version: PolicyVersion): ResourceElement {
  if (element === null) return EVERYTHING;
  const { negated, patterns } = element;
  if (!negated && patterns.length === 1 && patterns[0] === "*") return EVERYTHING;
  return new ResourceElement(
    patterns.map((text) => resourcePattern(text, version)),
    negated,
  );
}

/**
 * How much of `region` the element covers: "all" and "none" are certain. Several patterns that only together cover the
 * region count as "part".
 */
export function elementCovers(element: ResourceElement, region: ResourceRegion): Overlap {
  if (element.any) return "all";
  if (!region.negated) {
    if (!element.negated && element.patterns.length === 1 && region.patterns.length === 1) {
      return overlap(element.patterns[0]!, region.patterns[0]!);
    }
    const within = unionCovers(element.patterns, region.patterns);
    return element.negated ? opposite(within) : within;
  }
  // What lies within what the region leaves out does not touch it; everything but that holds all of it.
  const leftOut = element.patterns.every((own) => region.patterns.some((other) => overlap(other, own) === "all"));
  if (!leftOut) return "part";
  return element.negated ? "all" : "none";
}

function unionCovers(cover: readonly ResourcePattern[], region: readonly ResourcePattern[]): Overlap {
  let all = true;
  let none = true;
  for (const part of region) {
    let best: Overlap = "none";
    for (const pattern of cover) {
      const found = overlap(pattern, part);
      if (found !== "none") best = found;
      if (found === "all") break;
    }
    all &&= best === "all";
    none &&= best === "none";
  }
  return none ? "none" : all ? "all" : "part";
}

function opposite(overlap: Overlap): Overlap {
  return overlap === "all" ? "none" : overlap === "none" ? "all" : "part";
}
