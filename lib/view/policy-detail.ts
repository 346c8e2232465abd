/** Everything about one policy that stands by itself: managed by customer or AWS, or attached in the organization. */
import { accountPath, type PolicyDetail, type PolicyUse, pageHref, type Sentence } from "@/lib/contracts/api";
import type { RoleModel } from "@/lib/domain/access/model";
import { parseArn } from "@/lib/domain/aws/arn";
import type { ManagedPolicyFacts, OrganizationPolicyFacts } from "@/lib/domain/snapshot/facts";
import { targetName } from "./account-detail";
import { censusOf, counted, type SentencePiece, sentence } from "./census";
import { compare } from "./facets";
import { gapAnswers } from "./gap-answer";
import { parseDocument, policyAnswer, rolePolicyAnswer } from "./policy-answer";
import { policyUses } from "./policy-uses";
import { roleRef } from "./refs";
import { usesOf } from "./role-rows";
import type { SnapshotView } from "./snapshot-view";

export interface PolicyAt {
  /** "aws", "organization", or an account. */
  readonly account: string | null;
  readonly name: string | null;
}

/** null where the snapshot has no such policy. */
export function showPolicy(view: SnapshotView, at: PolicyAt): PolicyDetail | null {
  if (at.account === "organization") {
    const facts = view.model.estate.organizationPolicies?.find((policy) => policy.id === at.name);
    return facts ? controlPolicy(view, facts) : null;
  }
  const facts = view.kept("managed policies by name", () => byName(view)).get(`${at.account}/${at.name}`);
  return facts ? managedPolicy(view, facts) : null;
}

/** Those that were read, and those that a role names. */
function byName(view: SnapshotView): ReadonlyMap<string, ManagedPolicyFacts> {
  const { managedPolicies } = view.model.estate;
  const named = [...policyUses(view).keys()].filter((arn) => arn.startsWith("arn:") && !managedPolicies.has(arn));
  const policies = [...named.map(unread), ...managedPolicies.values()];
  return new Map(policies.map((policy) => [`${parseArn(policy.arn)?.accountId ?? ""}/${policy.name}`, policy]));
}

function unread(arn: string): ManagedPolicyFacts {
  const kind = parseArn(arn)?.accountId === "aws" ? "aws" : "customer";
  return { arn, name: arn.slice(arn.lastIndexOf("/") + 1), kind, defaultVersionId: null, document: null };
}

function managedPolicy(view: SnapshotView, facts: ManagedPolicyFacts): PolicyDetail {
  const uses = policyUses(view).get(facts.arn);
  const attachedTo = usesList(view, uses?.attached ?? []);
  const boundaryOf = usesList(view, uses?.boundary ?? []);
  const accountId = facts.kind === "aws" ? null : (parseArn(facts.arn)?.accountId ?? null);
  const known = [...(uses?.attached ?? []), ...(uses?.boundary ?? [])].flatMap((role) => [
    ...role.policies,
    ...(role.boundary ? [role.boundary] : []),
  ]);
  const model = known.find((policy) => policy.arn === facts.arn);
  const text = facts.document === null ? undefined : view.model.estate.documents.get(facts.document);
  const policy = model
    ? rolePolicyAnswer(model)
    : policyAnswer(
        { name: facts.name, arn: facts.arn, kind: facts.kind },
        text === undefined ? null : parseDocument(text),
        "The document was not read: what it grants is unknown. Coverage says why.",
      );
  const census = censusOf(view, uses?.workloads ?? [], { policy: [facts.arn] });
  const whose = accountId === null ? "AWS manages it" : "A customer managed policy";
  return {
    policy,
    accountId,
    accountName: accountId === null ? null : view.accountName(accountId),
    answer: sentence(
      whose,
      accountId === null ? "" : " of ",
      accountId === null ? "" : [view.accountName(accountId) ?? accountId, accountPath(accountId)],
      attachedTo.length === 0
        ? ": no role that was read has it attached"
        : `: ${attachedTo.length} ${attachedTo.length === 1 ? "role has" : "roles have"} it attached`,
      boundaryOf.length === 0
        ? ""
        : `, and it is the permissions boundary of ${boundaryOf.length} ${boundaryOf.length === 1 ? "role" : "roles"}`,
      ". ",
      ...workloadWords(census.workloads, boundaryOf.length > 0 && attachedTo.length === 0 ? "limits" : "grants"),
    ),
    attachedTo,
    boundaryOf,
    targets: null,
    census,
    gaps: gapAnswers(
      view,
      view.gaps.filter((gap) => gap.resource === facts.arn),
    ),
  };
}

function workloadWords(
  workloads: { readonly value: number; readonly href: string },
  verb: "grants" | "limits" | "binds",
): readonly SentencePiece[] {
  if (workloads.value === 0) return ["No workload holds such credentials."];
  const words = { grants: "It grants to ", limits: "It limits ", binds: "It binds the credentials of " };
  return [words[verb], counted(workloads, "workload"), "."];
}

function usesList(view: SnapshotView, roles: readonly RoleModel[]): readonly PolicyUse[] {
  return roles
    .map((role): PolicyUse => {
      const workloads = new Set(usesOf(view, role).map((use) => use.workloadId)).size;
      return {
        role: roleRef(view, role.arn),
        workloads: { value: workloads, href: pageHref("/workloads", { role: [role.arn] }) },
      };
    })
    .sort((a, b) => b.workloads.value - a.workloads.value || compare(a.role.arn, b.role.arn));
}

function controlPolicy(view: SnapshotView, facts: OrganizationPolicyFacts): PolicyDetail {
  const { organization, documents, gaps } = view.model.estate;
  const text = facts.document === null ? undefined : documents.get(facts.document);
  const kind = facts.type === "SCP" ? "scp" : "rcp";
  const uses = policyUses(view).get(facts.id);
  const census = censusOf(view, uses?.workloads ?? [], { policy: [facts.id] });
  const answer: Sentence = sentence(
    facts.type === "SCP" ? "A service control policy" : "A resource control policy",
    facts.awsManaged ? " that AWS manages" : "",
    facts.targets === null
      ? "; where it is attached was not read."
      : facts.targets.length === 0
        ? ", attached nowhere: it binds nobody."
        : `, attached to ${facts.targets.length} ${facts.targets.length === 1 ? "place" : "places"} of the organization. `,
    ...(facts.targets === null || facts.targets.length === 0 ? [] : workloadWords(census.workloads, "binds")),
  );
  return {
    policy: policyAnswer(
      { name: facts.name ?? facts.id, arn: facts.arn, kind },
      text === undefined ? null : parseDocument(text),
      "The document was not read: what it takes away is unknown. Coverage says why.",
    ),
    accountId: null,
    accountName: null,
    answer,
    attachedTo: [],
    boundaryOf: [],
    targets:
      facts.targets?.map((id) => {
        const root = organization?.roots.some((each) => each.id === id) ?? false;
        const unit = organization?.units.some((each) => each.id === id) ?? false;
        const isAccount = !root && !unit;
        return {
          id,
          name: targetName(view, id),
          kind: root ? ("root" as const) : unit ? ("unit" as const) : ("account" as const),
          href: isAccount && /^\d{12}$/.test(id) ? accountPath(id) : null,
        };
      }) ?? null,
    census,
    gaps: gapAnswers(
      view,
      gaps.filter((gap) => gap.resource === facts.id),
    ),
  };
}
