/** Roles that came and went, whom they trust, and which policies they have. */
import type { RoleModel } from "@/lib/domain/access/model";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import {
  type Change,
  decreasing,
  increasing,
  joinRisks,
  makeChange,
  neutral,
  type RiskJudgement,
  unknownRisk,
} from "./change";
import { documentRisk, principalRisk } from "./document-risk";
import { forPairs } from "./pairs";
import type { Side } from "./side";

export function roleChanges(before: Side, after: Side): readonly Change[] {
  const found: Change[] = [];
  forPairs(
    before.model.roles,
    after.model.roles,
    ({ arn }) => arn,
    (arn) => before.model.roleByArn.get(arn),
    (old, role) => {
      if (old) for (const change of changesOf(before, after, old, role)) found.push(change);
      else if (role.state.kind === "present") found.push(appeared(before, after, role));
    },
  );
  for (const old of before.model.roles)
    if (!after.model.roleByArn.has(old.arn) && old.state.kind === "present") found.push(vanished(before, after, old));
  return found;
}

function appeared(before: Side, after: Side, role: RoleModel): Change {
  const thing = { kind: "roles", roleArn: role.arn } as const;
  const hidden = before.unseen.role(role.arn);
  if (hidden !== null) return makeChange(thing, "became-known", unknownRisk(hidden));
  return makeChange(
    thing,
    "gained",
    joinRisks([ofPods(role, "Pods can get a new role.", "A new role; no pod gets it."), trustOf(after, null, role)]),
  );
}

function vanished(before: Side, after: Side, role: RoleModel): Change {
  const thing = { kind: "roles", roleArn: role.arn } as const;
  const hidden = after.unseen.role(role.arn);
  if (hidden !== null) return makeChange(thing, "became-unknown", unknownRisk(hidden));
  void before;
  return makeChange(
    thing,
    "lost",
    role.bindings.length > 0 ? decreasing("Pods could get it.") : neutral("No pod got it."),
  );
}

function ofPods(role: RoleModel, some: string, none: string): RiskJudgement {
  return role.bindings.length > 0 ? increasing(some) : neutral(none);
}

function trustOf(after: Side, old: RoleModel | null, role: RoleModel): RiskJudgement {
  void after;
  if (role.trust?.document == null || (old && old.trust?.document == null)) return neutral();
  const judged = principalRisk(old?.trust?.document ?? null, role.trust.document);
  // Every role lets in somebody: that it does is told, and is a risk where a pod gets it.
  return role.bindings.length > 0 ? judged : neutral(...judged.reasons);
}

function changesOf(before: Side, after: Side, old: RoleModel, role: RoleModel): readonly Change[] {
  const thing = { kind: "roles", roleArn: role.arn } as const;
  const [was, is] = [old.state, role.state];
  if (was.kind !== "present" || is.kind !== "present") {
    if (was.kind === is.kind) return [];
    // A binding names it, so that it is in the model though it was not read or does not exist.
    if (was.kind === "unread" || is.kind === "unread") {
      const known = was.kind === "unread";
      const why = known ? before.unseen.role(role.arn) : after.unseen.role(role.arn);
      return [makeChange(thing, known ? "became-known" : "became-unknown", unknownRisk(why ?? "It was not read."))];
    }
    return is.kind === "present"
      ? [makeChange(thing, "gained", increasing("A binding named it already: pods can get it now."))]
      : [makeChange(thing, "lost", decreasing("It does not exist any more; a binding still names it."))];
  }
  if (was.role === is.role) return [];
  const found: Change[] = [];
  const recreated = was.role.roleId !== null && is.role.roleId !== null && was.role.roleId !== is.role.roleId;
  const judgements = [
    ...(recreated
      ? [unknownRisk("It was deleted and made anew: policies that name the old one's id do not know it.")]
      : []),
    ...tagRisk(was.role, is.role),
  ];
  if (judgements.length > 0)
    found.push(makeChange(thing, "changed", joinRisks(judgements), recreated ? "made anew" : "tags"));
  found.push(...trustChanges(was.role, is.role, old, role));
  found.push(...policyChanges(before, after, was.role, is.role));
  return found;
}

function tagRisk(was: RoleFacts, is: RoleFacts): RiskJudgement[] {
  if (sameTags(was.tags, is.tags)) return [];
  const keys = new Set([...Object.keys(was.tags), ...Object.keys(is.tags)]);
  const differing = [...keys].filter((key) => own(was.tags, key) !== own(is.tags, key)).sort();
  if (differing.length === 0) return [];
  if ((was.unread ?? []).includes("details") || (is.unread ?? []).includes("details"))
    return [unknownRisk("Its tags were not read in one of the snapshots.")];
  return [
    neutral(
      `Tags differ: ${differing.slice(0, 5).join(", ")}${differing.length > 5 ? ` and ${differing.length - 5} more` : ""}.`,
    ),
  ];
}

function sameTags(was: RoleFacts["tags"], is: RoleFacts["tags"]): boolean {
  let count = 0;
  for (const key in is) {
    if (was[key] !== is[key] || !Object.hasOwn(was, key)) return false;
    count++;
  }
  for (const _ in was) count--;
  return count === 0;
}

function own(tags: RoleFacts["tags"], key: string): string | null {
  return Object.hasOwn(tags, key) ? (tags[key] ?? null) : null;
}

function trustChanges(was: RoleFacts, is: RoleFacts, old: RoleModel, role: RoleModel): readonly Change[] {
  if (was.trustPolicy === is.trustPolicy) return [];
  const thing = { kind: "trust", roleArn: role.arn, before: was.trustPolicy, after: is.trustPolicy } as const;
  if (was.trustPolicy === null) return [makeChange(thing, "became-known", unknownRisk("It was not read before."))];
  if (is.trustPolicy === null) return [makeChange(thing, "became-unknown", unknownRisk("It was not read."))];
  const [a, b] = [old.trust?.document ?? null, role.trust?.document ?? null];
  if (a === null || b === null)
    return [makeChange(thing, "changed", unknownRisk("One of the two is no valid policy, or was not read."))];
  return [makeChange(thing, "changed", principalRisk(a, b))];
}

/** Inline policies, attachments and the boundary of one role. Documents of managed policies change for all roles at once. */
function policyChanges(before: Side, after: Side, was: RoleFacts, is: RoleFacts): readonly Change[] {
  const found: Change[] = [];
  const roleArn = is.arn;
  const place = { kind: "policies", roleArn, associationArn: null } as const;
  const unread = (role: RoleFacts) => role.unread?.includes("inline-policies") ?? false;
  if (!sameInline(was.inlinePolicies, is.inlinePolicies)) {
    const olds = new Map(was.inlinePolicies.map((each) => [each.name, each.document]));
    const news = new Map(is.inlinePolicies.map((each) => [each.name, each.document]));
    for (const name of new Set([...olds.keys(), ...news.keys()])) {
      const [a, b] = [olds.get(name), news.get(name)];
      if (a === b) continue;
      const thing = { ...place, place: "inline", policy: name, before: a ?? null, after: b ?? null } as const;
      if (a === undefined && unread(was)) found.push(makeChange(thing, "became-known", unknownRisk(INLINE)));
      else if (b === undefined && unread(is)) found.push(makeChange(thing, "became-unknown", unknownRisk(INLINE)));
      else if (a === null) found.push(makeChange(thing, "became-known", unknownRisk("It was not read before.")));
      else if (b === null) found.push(makeChange(thing, "became-unknown", unknownRisk("It was not read.")));
      else {
        const word = a === undefined ? "gained" : b === undefined ? "lost" : "changed";
        found.push(makeChange(thing, word, documentRisk(sideOf(before, a), sideOf(after, b), "grants")));
      }
    }
  }
  found.push(...attachments(before, after, was, is), ...boundaries(before, after, was, is));
  return found;
}

const INLINE = "The role's inline policies were not read in one of the snapshots.";

function sideOf(side: Side, hash: string | null | undefined) {
  return hash === undefined ? null : { index: side.access, hash };
}

function attachments(before: Side, after: Side, was: RoleFacts, is: RoleFacts): readonly Change[] {
  if (sameAttached(was.attachedPolicies, is.attachedPolicies)) return [];
  const olds = new Set((was.attachedPolicies ?? []).map(({ arn }) => arn));
  const news = new Set((is.attachedPolicies ?? []).map(({ arn }) => arn));
  const found: Change[] = [];
  for (const arn of new Set([...olds, ...news])) {
    if (olds.has(arn) && news.has(arn)) continue;
    const came = news.has(arn);
    const document = (came ? after : before).model.estate.managedPolicies.get(arn)?.document ?? null;
    const thing = {
      kind: "policies",
      place: "attached",
      policy: arn,
      roleArn: is.arn,
      associationArn: null,
      before: came ? null : document,
      after: came ? document : null,
    } as const;
    const hidden = came ? was.attachedPolicies === null : is.attachedPolicies === null;
    const why = "Which policies are attached was not read in one of the snapshots.";
    if (hidden) found.push(makeChange(thing, came ? "became-known" : "became-unknown", unknownRisk(why)));
    else {
      const a = came ? null : { index: before.access, hash: document };
      const b = came ? { index: after.access, hash: document } : null;
      found.push(makeChange(thing, came ? "gained" : "lost", documentRisk(a, b, "grants")));
    }
  }
  return found;
}

/** In the same order, as nearly always. */
function sameAttached(was: RoleFacts["attachedPolicies"], is: RoleFacts["attachedPolicies"]): boolean {
  if (was === null || is === null) return was === is;
  return was.length === is.length && was.every(({ arn }, i) => arn === is[i]!.arn);
}

function sameInline(was: RoleFacts["inlinePolicies"], is: RoleFacts["inlinePolicies"]): boolean {
  return (
    was.length === is.length &&
    was.every(({ name, document }, i) => name === is[i]!.name && document === is[i]!.document)
  );
}

function boundaries(before: Side, after: Side, was: RoleFacts, is: RoleFacts): readonly Change[] {
  const [a, b] = [was.permissionsBoundaryArn, is.permissionsBoundaryArn];
  if (a === b) return [];
  const hashes = [a, b].map((arn, i) =>
    arn === null ? null : ((i === 0 ? before : after).model.estate.managedPolicies.get(arn)?.document ?? null),
  );
  const thing = {
    kind: "policies",
    place: "boundary",
    policy: (b ?? a)!,
    roleArn: is.arn,
    associationArn: null,
    before: hashes[0] ?? null,
    after: hashes[1] ?? null,
  } as const;
  const why = unknownRisk("Whether the role has a permissions boundary was not read in one of the snapshots.");
  if (a === null && was.unread?.includes("details")) return [makeChange(thing, "became-known", why)];
  if (b === null && is.unread?.includes("details")) return [makeChange(thing, "became-unknown", why)];
  if (a === null) return [makeChange(thing, "gained", decreasing("A permissions boundary limits the role now."))];
  if (b === null) return [makeChange(thing, "lost", increasing("No permissions boundary limits the role any more."))];
  const judged = documentRisk(
    { index: before.access, hash: hashes[0] ?? null },
    { index: after.access, hash: hashes[1] ?? null },
    "limits",
  );
  return [makeChange(thing, "changed", judged, "another boundary")];
}
