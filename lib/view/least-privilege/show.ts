/** Policies of a workload's roles, cut down to what is used, with what that rests on. */
import type { ClassCoverage, LeastPrivilegeAnswer, NarrowedRole, UsageRow } from "@/lib/contracts/api";
import { actionsNamed } from "@/lib/domain/access/access-index";
import type { RoleModel } from "@/lib/domain/access/model";
import type { Watch } from "@/lib/domain/activity/watch";
import { regionsOf, type WatchRecords, watchOfAccounts } from "@/lib/domain/activity/watch-records";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { ActionJudge } from "@/lib/domain/least-privilege/judge-action";
import { newPolicyNames, proposalTexts } from "@/lib/domain/least-privilege/outputs";
import { policySize } from "@/lib/domain/least-privilege/policy-size";
import { proposePolicies } from "@/lib/domain/least-privilege/propose";
import { RoleUse } from "@/lib/domain/least-privilege/use";
import { watchedInFull } from "@/lib/domain/least-privilege/watched-span";
import { isUnmodifiable, printPolicy } from "@/lib/domain/policy";
import { ActionSet } from "@/lib/domain/policy/sets";
import { policyHref } from "@/lib/view/policy-answer";
import { prettyJson } from "@/lib/view/pretty-json";
import { roleRef } from "@/lib/view/refs";
import { roleProblem } from "@/lib/view/role-detail";
import { usesOf } from "@/lib/view/role-rows";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import { quotasOf } from "./quotas";
import { keptServices, removedServices } from "./services";
import { otherPrincipals, otherUsers, whoseCalls } from "./sharing";
import { findSubject, type SubjectInput } from "./subject";
import { sentenceOf, warningsOf } from "./words";

export interface LeastPrivilegeInput extends SubjectInput {
  /** ISO 8601 UTC, `to` exclusive. */
  readonly from: string;
  readonly to: string;
  /** Calls with the roles' credentials, whoever made them. */
  readonly usage: readonly UsageRow[];
  /** More was called than `usage` has: then nothing counts as unused. */
  readonly usageCut: boolean;
  readonly coverage: WatchRecords["stretches"];
  /** What holds of regions of which nothing was read. */
  readonly elsewhere: WatchRecords["elsewhere"];
  /** By account: services whose events a trail leaves out; null, or no entry = not known. */
  readonly leftOut: WatchRecords["leftOut"];
  /** Management events that were watched in part count as watched. */
  readonly acceptHoles: boolean;
  readonly keep: readonly string[];
  readonly drop: readonly string[];
}

const DAY = 86_400_000;
const classes = ["management-read", "management-write", "data"] as const;

/** null where the snapshot knows neither the workload nor the role. */
export function showLeastPrivilege(view: SnapshotView, input: LeastPrivilegeInput): LeastPrivilegeAnswer | null {
  const subject = findSubject(view, input);
  if (!subject) return null;
  const days = Math.max(1, Math.round((Date.parse(input.to) - Date.parse(input.from)) / DAY));
  return {
    title: subject.title,
    workload: subject.workload,
    from: input.from,
    to: input.to,
    days,
    roles: subject.roles.map((arn) => narrowRole(view, arn, subject.workload?.id ?? null, days, input)),
  };
}

const CUT: Watch = { state: "none", because: "More was called than one answer can take in." };

function narrowRole(
  view: SnapshotView,
  arn: string,
  workload: string | null,
  days: number,
  input: LeastPrivilegeInput,
): NarrowedRole {
  const model = view.model.roleByArn.get(arn);
  const accountId = parseRoleArn(arn)?.accountId ?? "";
  const { watch, watchGlobal, leftOut } = watchOfAccounts(
    { ...input, stretches: input.coverage },
    regionsOf(view.model.estate),
  )(accountId);
  const coverage = classes.map((kind): ClassCoverage => ({ class: kind, ...watch(kind) }));
  const rows = input.usage.filter((row) => row.roleArn === arn);
  const bare = {
    role: roleRef(view, arn),
    coverage,
    watchedInFull: watchedInFull(input.coverage, accountId),
    others: model ? otherUsers(view, model, workload, rows) : [],
    otherPrincipals: model ? otherPrincipals(model) : [],
    unattributedCalls: rows.reduce((sum, row) => sum + (row.workloadId === null ? row.calls : 0), 0),
  };
  const problem = whyNot(model);
  if (!model || problem !== null)
    return { ...nothingOf(model), ...bare, state: "not-possible", sentence: problem ?? "" };
  const { table, engine } = view.access();
  const use = new RoleUse(
    rows.filter(({ action }) => !needsNoPermission(action)),
    (action) => table.actionId(action) !== null,
  );
  const named = (patterns: readonly string[]) =>
    ActionSet.unionOf(patterns.map((pattern) => engine.compiler.matcher.match(pattern).actions));
  const judge = new ActionJudge({
    table,
    use,
    watch: (kind) => (input.usageCut ? CUT : watch(kind)),
    watchGlobal: (kind) => (input.usageCut ? CUT : watchGlobal(kind)),
    acceptHoles: input.acceptHoles,
    leftOut,
    keep: named(input.keep),
    drop: named(input.drop),
    required: requiredOf(view, model),
  });
  const proposal = proposePolicies({
    policies: model.policies.map(({ name, arn: policyArn, kind, document }) => ({
      name,
      arn: policyArn,
      kind,
      document: document?.document ?? null,
    })),
    compiler: engine.compiler,
    judge,
    use,
  });
  const effective = effectiveOf(view, model);
  const kept = proposal.kept.intersect(effective);
  const removed = proposal.candidates.subtract(proposal.kept).intersect(effective);
  const names = newPolicyNames(model.name, proposal.documents.length);
  const changed = proposal.policies.some(({ outcome }) => outcome === "replaced" || outcome === "removed");
  const narrowed: Omit<NarrowedRole, "sentence" | "warnings"> = {
    ...bare,
    state: changed ? "proposal" : "nothing",
    present: proposal.policies.map(({ policy, outcome, size }, at) => ({
      name: policy.name,
      arn: policy.arn,
      kind: policy.kind,
      outcome,
      size,
      href: policyHref(policy.arn),
      json: jsonOf(model, at),
    })),
    proposed: proposal.documents.map((document, at) => ({
      name: names[at] ?? "",
      json: printPolicy(document),
      size: policySize(document),
    })),
    counts: {
      present: kept.size + removed.size,
      kept: kept.size,
      removed: removed.size,
      used: [...kept].filter((id) => use.used(table.actionName(id)) !== null).length,
    },
    kept: keptServices(table, kept, judge, use, whoseCalls(rows, workload)),
    removed: removedServices(table, removed, kept, judge),
    unknown: proposal.unknown,
    quotas: quotasOf(proposal),
    texts: proposalTexts(arn, proposal),
  };
  const facts = {
    narrowed,
    proposal,
    days,
    model,
    usageCut: input.usageCut,
    acceptHoles: input.acceptHoles,
    tableOf: table.updatedAt,
  };
  return { ...narrowed, sentence: sentenceOf(facts), warnings: warningsOf(facts) };
}

function whyNot(role: RoleModel | undefined): string | null {
  if (!role) return "The role is not in the snapshot.";
  if (role.state.kind !== "present") return roleProblem(role);
  if (isUnmodifiable("iam:PutRolePolicy", role.arn)) return "AWS manages this role: its policies cannot be changed.";
  return role.policies.length === 0 ? "The role has no policy of its own: there is nothing to take away." : null;
}

function nothingOf(
  role: RoleModel | undefined,
): Omit<
  NarrowedRole,
  "role" | "state" | "sentence" | "coverage" | "watchedInFull" | "others" | "otherPrincipals" | "unattributedCalls"
> {
  return {
    warnings: [],
    present: (role?.policies ?? []).map(({ name, arn, kind }, at) => ({
      name,
      arn,
      kind,
      outcome: "not-read",
      size: null,
      href: policyHref(arn),
      json: role ? jsonOf(role, at) : null,
    })),
    proposed: [],
    counts: { present: 0, kept: 0, removed: 0, used: 0 },
    kept: [],
    removed: [],
    unknown: [],
    quotas: [],
    texts: [],
  };
}

function jsonOf(role: RoleModel, at: number): string | null {
  const text = role.policies[at]?.document?.text;
  return text === undefined ? null : prettyJson(text);
}

/** A role that leads to a second one has to be able to assume it, whether that was recorded or not. */
function requiredOf(view: SnapshotView, role: RoleModel): ActionSet {
  const leads = usesOf(view, role).some(
    ({ binding }) => binding.roleArn === role.arn && binding.targetRoleArn !== null,
  );
  return leads ? actionsNamed(view.access().table, ["sts:AssumeRole", "sts:TagSession"]) : ActionSet.EMPTY;
}

/** What the role's policies come to, for any of its sessions: boundary, organization and denials counted. */
function effectiveOf(view: SnapshotView, role: RoleModel): ActionSet {
  const index = view.access();
  const profiles = new Set([index.book.ofRole(role.arn)]);
  for (const { binding } of usesOf(view, role)) {
    const profile = binding.credentialRoleArn === role.arn ? index.profileOf(binding) : null;
    if (profile) profiles.add(profile);
  }
  return ActionSet.unionOf([...profiles].map((profile) => index.permissions(profile).may));
}

/** Anybody with credentials may call these. Source: Service Authorization Reference, AWS STS. */
function needsNoPermission(action: string | null): boolean {
  return action === "sts:GetCallerIdentity" || action === "sts:GetSessionToken";
}
