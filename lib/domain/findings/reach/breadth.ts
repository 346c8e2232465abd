/** How much of a service's resources a region of a grant is about. */
import type { ResourceRegion } from "@/lib/domain/policy/sets/resource-element";

/** Every resource, everything but some, or a pattern that is nothing but wildcards behind its type. */
export function isBroad(region: ResourceRegion): boolean {
  return isEverything(region) || region.patterns.some(({ text }) => WHOLE_TYPE.test(text));
}

/** Every resource of every service, or everything but some. */
export function isEverything(region: ResourceRegion): boolean {
  return region.negated || region.patterns.some(({ kind, text }) => kind === "any" || EVERY_ARN.test(text));
}

/** "arn:aws:s3:::*", "arn:aws:dynamodb:*:111122223333:table/*", "arn:aws:secretsmanager:*:*:secret:*". */
const WHOLE_TYPE = /^arn:[^:]*:(?:s3:[^:]*:[^:]*:|(?!s3:)[^:]*:[^:]*:[^:]*:(?:[A-Za-z-]+[:/])?)\*(?:[:/]\*)*$/;
const EVERY_ARN = /^(?:\*+|arn:\*+|arn:[^:]*:\*+(?::\*+)*)$/;
