/** Roles that credentials can assume further, as the map draws them: each with the statements of every hop. */
import type { GraphReason, LinkState } from "@/lib/contracts/graph";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { LEVELS } from "@/lib/domain/access/levels";
import type { AccessModel } from "@/lib/domain/access/model";
import type { Edge } from "@/lib/domain/access/onward";
import type { Profile } from "@/lib/domain/access/profile";
import { reachedFrom, type Way } from "@/lib/domain/access/ways";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { OnwardRole } from "./graph/adapter/context";

/** What one set of credentials leads to is drawn up to here: the page of the workload has all. */
const most = 100;

/**
 * By a credential role: sessions of one role that may do different things lead, together, to what any of them leads to.
 * `access` is built when first needed.
 */
export function onwardRoles(model: AccessModel, access: () => AccessIndex): (roleArn: string) => readonly OnwardRole[] {
  let profiles: ReadonlyMap<string, readonly Profile[]> | null = null;
  const known = new Map<string, readonly OnwardRole[]>();
  return (roleArn) => {
    profiles ??= profilesByRole(model, access());
    let found = known.get(roleArn);
    if (!found) {
      found = rolesBehind(access(), profiles.get(roleArn) ?? []);
      known.set(roleArn, found);
    }
    return found;
  };
}

function profilesByRole(model: AccessModel, access: AccessIndex): ReadonlyMap<string, readonly Profile[]> {
  const byRole = new Map<string, Set<Profile>>();
  for (const binding of model.bindings) {
    const profile = access.profileOf(binding);
    if (!profile) continue;
    const known = byRole.get(binding.credentialRoleArn);
    if (known) known.add(profile);
    else byRole.set(binding.credentialRoleArn, new Set([profile]));
  }
  return new Map([...byRole].map(([arn, set]) => [arn, [...set]]));
}

function rolesBehind(access: AccessIndex, profiles: readonly Profile[]): readonly OnwardRole[] {
  const best = new Map<string, { readonly level: number; readonly way: Way }>();
  for (const profile of profiles) {
    for (const { edge, way, level, cycle } of reachedFrom(access, profile, most)) {
      if (cycle) continue;
      const old = best.get(edge.roleArn);
      if (!old || level < old.level) best.set(edge.roleArn, { level, way });
    }
  }
  return [...best].map(([roleArn, { level, way }]) => ({
    roleArn,
    state: LEVELS[level] as OnwardRole["state"],
    // Only for what is looked at: the words of a decision cost more than the decision.
    get reasons() {
      return way.flatMap(hopReasons);
    },
  }));
}

function hopReasons(edge: Edge): readonly GraphReason[] {
  const name = (arn: string) => parseRoleArn(arn)?.name ?? arn;
  const state: LinkState = edge.verdict;
  const words = edge.assume?.words ?? "";
  const hop = `${name(edge.from.roleArn)} may assume ${name(edge.roleArn)}`;
  const reasons: GraphReason[] = [
    {
      kind: edge.assume === null ? "gap" : "onward",
      state,
      text:
        edge.assume === null
          ? `${hop}, by its own policies; that role was not read.`
          : `${hop}${words === "" ? "" : `, ${words}`}.`,
      source: edge.roleArn,
      statement: null,
    },
  ];
  for (const because of edge.assume?.because ?? []) {
    if (because.effect !== "Allow" || because.statement === null) continue;
    const policy = because.layer === "resource" ? "trust" : (because.policyName ?? because.layer);
    reasons.push({
      kind: because.layer === "resource" ? "trust" : "statement",
      state,
      text: because.text,
      source: edge.roleArn,
      statement: { policy, sid: because.sid, index: because.statement },
    });
  }
  return reasons;
}
