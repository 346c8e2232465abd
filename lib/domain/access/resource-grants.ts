/** What the policies of single resources give a profile, whatever its role's policies say: one grant a statement and pattern. */

import { parseArn } from "@/lib/domain/aws/arn";
import { ActionSet, type Grant, resourcePattern } from "@/lib/domain/policy/sets";
import { regionOf } from "@/lib/domain/policy/sets/resource-element";
import type { AccessIndex } from "./access-index";
import { judge } from "./judge";
import { lettingIn } from "./let-in";
import type { Profile } from "./profile";
import { isLetIn } from "./resource-callers";
import { type ResourceEnd, resourceEnd } from "./resource-end";

export interface ResourceGrant {
  /** ARN of the resource whose policy it is. */
  readonly resource: string;
  readonly grant: Grant;
}

/** More actions than these of one statement are not judged: the first of them are. */
const ACTIONS = 256;

export function resourceGrants(index: AccessIndex, profile: Profile): readonly ResourceGrant[] {
  const found: ResourceGrant[] = [];
  for (const end of lettingIn(index, profile)) for (const grant of grantsOn(index, profile, end)) found.push(grant);
  return found;
}

function* grantsOn(index: AccessIndex, profile: Profile, end: ResourceEnd): Iterable<ResourceGrant> {
  const policy = end.policy.state === "read" ? end.policy.policy : end.grants;
  const service = parseArn(end.text)?.service ?? "";
  if (policy === null || profile.role === null) return;
  const { compiler } = index.engine;
  for (const statement of compiler.compile(`of ${end.text}`, policy.document).statements) {
    if (!isLetIn(statement.statement, profile.role)) continue;
    const texts = statement.resource.any || statement.resource.negated ? [end.text] : statement.resource.patterns;
    for (const each of texts) {
      const text = typeof each === "string" ? each : each.text;
      const part = text === end.text ? end : resourceEnd(index.library, text, service);
      const pattern = resourcePattern(text, "2008-10-17");
      const named = statement.possible.intersect(compiler.support.onPattern(pattern).certain);
      const { may, must } = judged(index, profile, part, named);
      if (may.isEmpty) continue;
      const region = regionOf([pattern]);
      yield { resource: end.text, grant: { policy: end.text, statement, region, named, may, must, limitedBy: [] } };
    }
  }
}

function judged(index: AccessIndex, profile: Profile, end: ResourceEnd, named: ActionSet) {
  const may: ActionSet[] = [];
  const must: ActionSet[] = [];
  let left = ACTIONS;
  for (const id of named) {
    if (left-- <= 0) break;
    const { verdict } = judge(index, profile, index.table.actionName(id), end);
    if (verdict === "denied") continue;
    may.push(ActionSet.of(id));
    // Where the resource tells sessions of the role apart, what this one may is not certain for all.
    if (verdict === "allowed" && end.tellingKeys.length === 0) must.push(ActionSet.of(id));
  }
  return { may: ActionSet.unionOf(may), must: ActionSet.unionOf(must) };
}
