/** How a role, a workload and a binding are named and linked on every page. */
import { type AssociationAnswer, type BindingAnswer, type RoleRef, rolePath, type Tag } from "@/lib/contracts/api";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { AssociationFacts, Tags } from "@/lib/domain/snapshot/facts";
import { consoleUrl } from "./console-link";
import { parseDocument, policyAnswer } from "./policy-answer";
import type { SnapshotView } from "./snapshot-view";

export function roleRef(view: Pick<SnapshotView, "model" | "kept">, arn: string): RoleRef {
  const refs = view.kept("role references", () => new Map<string, RoleRef>());
  let ref = refs.get(arn);
  if (!ref) {
    ref = makeRoleRef(view, arn);
    refs.set(arn, ref);
  }
  return ref;
}

function makeRoleRef(view: Pick<SnapshotView, "model">, arn: string): RoleRef {
  const parsed = parseRoleArn(arn);
  const state = view.model.roleByArn.get(arn)?.state.kind ?? "unread";
  return {
    arn,
    // An association that could not be described has no role that is known.
    name: parsed?.name ?? (arn === "" ? "role not known" : arn),
    accountId: parsed?.accountId ?? "",
    href: parsed && view.model.roleByArn.has(arn) ? rolePath(parsed.accountId, parsed.name) : null,
    exists: state === "present" ? true : state === "missing" ? false : null,
    consoleUrl: parsed ? consoleUrl(arn) : null,
  };
}

export function bindingAnswer(view: SnapshotView, binding: Binding): BindingAnswer {
  const association = associationOf(view, binding.associationArn);
  return {
    id: binding.id,
    mechanism: binding.mechanism,
    verdict: binding.verdict,
    effective: binding.effective,
    pattern: binding.pattern,
    issuer: binding.issuer,
    namespace: binding.namespace,
    serviceAccount: binding.serviceAccount,
    role: roleRef(view, binding.roleArn),
    targetRole: binding.targetRoleArn === null ? null : roleRef(view, binding.targetRoleArn),
    credentialRole: roleRef(view, binding.credentialRoleArn),
    reasons: binding.reasons,
    evidence: binding.evidence,
    association: association && associationAnswer(association),
    readAt: binding.readAt,
  };
}

/** null where the snapshot has none of that ARN. */
export function associationOf(view: SnapshotView, arn: string | null): AssociationFacts | null {
  if (arn === null) return null;
  const { associations } = view.model.estate;
  return view.kept("associations by ARN", () => new Map(associations.map((each) => [each.arn, each]))).get(arn) ?? null;
}

function associationAnswer(facts: AssociationFacts): AssociationAnswer {
  return {
    arn: facts.arn,
    id: facts.id,
    clusterArn: facts.clusterArn,
    namespace: facts.namespace,
    serviceAccount: facts.serviceAccount,
    roleArn: facts.roleArn,
    targetRoleArn: facts.targetRoleArn,
    externalId: facts.externalId,
    disableSessionTags: facts.disableSessionTags,
    sessionPolicy:
      facts.policy === null
        ? null
        : policyAnswer({ name: "Session policy", arn: null, kind: "session" }, parseDocument(facts.policy), ""),
    ownerArn: facts.ownerArn,
    tags: tagList(facts.tags),
    createdAt: facts.createdAt,
    modifiedAt: facts.modifiedAt,
    described: facts.described,
    consoleUrl: consoleUrl(facts.arn),
  };
}

export function tagList(tags: Tags): readonly Tag[] {
  return Object.entries(tags)
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
