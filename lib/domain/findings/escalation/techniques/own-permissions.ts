/** A role that changes its own policies, or takes away what limits it. */

import type { Profile } from "@/lib/domain/access/profile";
import { parseArn } from "@/lib/domain/aws/arn";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { absentFact } from "@/lib/domain/policy";
import type { NamedSets, RolePolicySets } from "@/lib/domain/policy/sets";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Answer } from "../ask";
import { together } from "../ask-some";
import type { Step } from "../step";
import type { World } from "../world";

export const OWN_POWERS = [
  "iam:PutRolePolicy",
  "iam:AttachRolePolicy",
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
];

/** How a role's permissions can be changed by somebody: to what, by which calls. */
export interface Change {
  readonly technique: string;
  /** "give role app any policy (iam:PutRolePolicy)" */
  readonly text: string;
  readonly sets: RolePolicySets;
  readonly answers: readonly Answer[];
}

export function* ownPermissions(world: World, from: Profile): Iterable<Step> {
  const { role } = from;
  if (role === null) return;
  for (const change of changesOf(world, from, role, from.sets)) yield stepOf(from, role, change);
  const older = olderVersion(world, from, role);
  if (older) yield older;
}

function stepOf(from: Profile, role: RoleFacts, { technique, text, sets, answers }: Change): Step {
  const to = {
    kind: "powers" as const,
    key: `${technique} ${role.arn} ${from.number}`,
    name: `role ${role.name}`,
    sets,
  };
  return {
    technique,
    family: "identity",
    text,
    from,
    to: { ...to, accountId: role.accountId },
    ...together(answers),
    answers,
  };
}

/** Changes of `target`, of which `now` are the policies under which it would be used. */
export function* changesOf(world: World, from: Profile, target: RoleFacts, now: RolePolicySets): Iterable<Change> {
  const limits = limitsRemoved(world, from, target, now);
  const freed = limits?.sets ?? now;
  const before = limits?.answers ?? [];
  const more = limits === null ? "" : `${limits.text}, then `;
  const identity = freed.identity === "unknown" ? [] : freed.identity;
  const add = (
    technique: string,
    text: string,
    added: NamedSets,
    answers: readonly Answer[],
    without?: string,
  ): Change => ({
    technique,
    text: `${more}${text}`,
    sets: { ...freed, identity: [...identity.filter(({ name }) => name !== without), added] },
    answers: [...before, ...answers],
  });
  const put = world.ask(from, "iam:PutRolePolicy", target.arn);
  if (put)
    yield add("put-role-policy", `write a policy of its choice into role ${target.name}`, everything(world), [put]);
  yield* attached(world, from, target, add);
  for (const arn of (target.attachedPolicies ?? []).map((policy) => policy.arn)) {
    if (isOfAws(arn)) continue;
    const version = world.ask(from, "iam:CreatePolicyVersion", arn);
    if (!version) continue;
    const text = `rewrite policy ${nameOf(arn)}, which role ${target.name} has`;
    yield add("create-policy-version", text, everything(world), [version], arn);
    break;
  }
  if (limits) yield { technique: "remove-limits", text: limits.text, sets: freed, answers: before };
}

type Add = (technique: string, text: string, added: NamedSets, answers: readonly Answer[]) => Change;

const ADMINISTRATOR = "policy/AdministratorAccess";

/** AWS's policy for administrators exists everywhere; where a condition forbids it, the strongest other that is allowed. */
function* attached(world: World, from: Profile, target: RoleFacts, add: Add): Iterable<Change> {
  if (!world.may(from, "iam:AttachRolePolicy")) return;
  const partition = target.arn.split(":")[1] ?? "aws";
  const askFor = (arn: string) => {
    const facts: FactMap = new Map([["iam:PolicyARN", arn]]);
    return world.ask(from, "iam:AttachRolePolicy", target.arn, { facts });
  };
  const administrator = `arn:${partition}:iam::aws:${ADMINISTRATOR}`;
  const any = askFor(administrator);
  if (any) {
    const text = `attach AdministratorAccess to role ${target.name}`;
    yield add("attach-role-policy", text, everything(world), [any]);
    if (any.certainty === "allowed") return;
  }
  let tried = 0;
  for (const policy of world.policiesByStrength(target.accountId)) {
    if (++tried > MOST_POLICIES) break;
    const answer = askFor(policy.arn);
    if (!answer) continue;
    yield add("attach-role-policy", `attach policy ${policy.name} to role ${target.name}`, policy.sets, [answer]);
    break;
  }
}

const MOST_POLICIES = 100;

interface Freed {
  readonly text: string;
  readonly sets: RolePolicySets;
  readonly answers: readonly Answer[];
}

/** What can be taken away of what limits the role: its boundary, and policies of its own that deny. */
function limitsRemoved(world: World, from: Profile, target: RoleFacts, now: RolePolicySets): Freed | null {
  const answers: Answer[] = [];
  const texts: string[] = [];
  let sets = now;
  const boundary = target.permissionsBoundaryArn;
  if (boundary !== null) {
    const lifted =
      world.ask(from, "iam:DeleteRolePermissionsBoundary", target.arn) ??
      (isOfAws(boundary) ? null : world.ask(from, "iam:CreatePolicyVersion", boundary)) ??
      otherBoundary(world, from, target);
    if (lifted) {
      answers.push(lifted);
      texts.push(`lift the permissions boundary of role ${target.name}`);
      sets = { ...sets, permissionsBoundary: null };
    }
  }
  const identity = sets.identity === "unknown" ? [] : sets.identity;
  const denying = identity.filter((document) => document.sets !== null && !document.sets.denyMay.isEmpty);
  const gone = new Set<NamedSets>();
  for (const document of denying) {
    const managed = document.name.startsWith("arn:");
    const facts: FactMap = new Map([["iam:PolicyARN", managed ? document.name : absentFact]]);
    const action = managed ? "iam:DetachRolePolicy" : "iam:DeleteRolePolicy";
    const removed = world.ask(from, action, target.arn, { facts });
    if (!removed) continue;
    gone.add(document);
    answers.push(removed);
    texts.push(`take policy ${nameOf(document.name)} away, which denies`);
  }
  if (answers.length === 0) return null;
  if (gone.size > 0) sets = { ...sets, identity: identity.filter((document) => !gone.has(document)) };
  return { text: texts.join(", "), sets, answers };
}

/** A boundary that lets everything through in place of the one that is there. */
function otherBoundary(world: World, from: Profile, target: RoleFacts): Answer | null {
  if (!world.may(from, "iam:PutRolePermissionsBoundary")) return null;
  const partition = target.arn.split(":")[1] ?? "aws";
  const facts: FactMap = new Map([["iam:PermissionsBoundary", `arn:${partition}:iam::aws:${ADMINISTRATOR}`]]);
  return world.ask(from, "iam:PutRolePermissionsBoundary", target.arn, { facts });
}

/** What older versions of a policy say is not read. */
function olderVersion(world: World, from: Profile, role: RoleFacts): Step | null {
  for (const { arn } of role.attachedPolicies ?? []) {
    if (isOfAws(arn) || world.index.estate.managedPolicies.get(arn)?.defaultVersionId === "v1") continue;
    const answer = world.ask(from, "iam:SetDefaultPolicyVersion", arn);
    if (!answer) continue;
    return {
      technique: "set-default-policy-version",
      family: "identity",
      text: `bring back an older version of policy ${nameOf(arn)}, which role ${role.name} has`,
      from,
      to: { kind: "unread", key: `versions ${arn}`, name: `role ${role.name}`, accountId: role.accountId },
      certainty: "unknown",
      conditions: [`an older version of ${nameOf(arn)} allows more; only default versions are read`],
      answers: [answer],
      evidence: [
        { kind: "gap", text: `Versions of ${nameOf(arn)} but the default one are not read`, missingPermission: null },
      ],
    };
  }
  return null;
}

export function everything(world: World): NamedSets {
  return { name: "any policy", sets: world.everything };
}

function isOfAws(arn: string): boolean {
  return parseArn(arn)?.accountId === "aws";
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
