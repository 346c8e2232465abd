/** Roles that credentials can assume further, as the map draws them: each with the statements of every hop. */
import type { GraphReason, LinkState } from "@/lib/contracts/graph";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { mayLeadOn } from "@/lib/domain/access/leads-on";
import { LEVELS } from "@/lib/domain/access/levels";
import type { AccessModel } from "@/lib/domain/access/model";
import type { Edge } from "@/lib/domain/access/onward";
import type { Profile } from "@/lib/domain/access/profile";
import { reachedFrom, type Way } from "@/lib/domain/access/ways";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { OnwardRole } from "./graph/adapter/context";

/** What one set of credentials leads to is drawn up to here: the page of the workload has all. */
const most = 100;

const NOWHERE: readonly OnwardRole[] = [];

/**
 * By a credential role: sessions of one role that may do different things lead, together, to what any of them leads to.
 * `accessOf` makes an index of the bindings that can lead on at all; it is asked once, and not where there are none.
 */
export function onwardRoles(
  model: AccessModel,
  accessOf: (bindings: readonly Binding[]) => AccessIndex,
): (roleArn: string) => readonly OnwardRole[] {
  let start: Start | null = null;
  const known = new Map<string, readonly OnwardRole[]>();
  return (roleArn) => {
    start ??= startOf(model, accessOf);
    const { access, profiles } = start;
    const own = profiles.get(roleArn);
    if (!own || !access) return NOWHERE;
    let found = known.get(roleArn);
    if (!found) {
      found = rolesBehind(access, own);
      known.set(roleArn, found);
    }
    return found;
  };
}

interface Start {
  /** null where nothing leads on. */
  readonly access: AccessIndex | null;
  readonly profiles: ReadonlyMap<string, readonly Profile[]>;
}

function startOf(model: AccessModel, accessOf: (bindings: readonly Binding[]) => AccessIndex): Start {
  const leadsOn = mayLeadOn(model.estate, model.documents);
  const bindings = model.bindings.filter(({ credentialRoleArn }) => leadsOn(credentialRoleArn));
  if (bindings.length === 0) return { access: null, profiles: new Map() };
  const access = accessOf(bindings);
  return { access, profiles: profilesByRole(bindings, access) };
}

function profilesByRole(bindings: readonly Binding[], access: AccessIndex): ReadonlyMap<string, readonly Profile[]> {
  const byRole = new Map<string, Set<Profile>>();
  for (const binding of bindings) {
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
