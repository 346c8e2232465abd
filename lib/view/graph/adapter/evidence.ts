/** The reasons and facts behind rows: looked up in the model when something is looked at. */
import type { GraphColumnId, GraphFact, GraphReason, LinkState } from "@/lib/contracts/graph";
import { linkStates } from "@/lib/contracts/graph";
import type { RoleModel, ServiceReach } from "@/lib/domain/access/model";
import { parseArn } from "@/lib/domain/aws/arn";
import type { Binding, Reason } from "@/lib/domain/identity/binding";
import type { Statement } from "@/lib/domain/policy/ast";
import { statementSentence } from "../../statement-words";
import type { GraphEvidence, NodeTable } from "../source";
import type { BindingRow } from "./bindings";
import type { AdapterContext } from "./context";
import { type GrantRow, names } from "./grants";

export interface EvidenceInput {
  readonly context: AdapterContext;
  readonly bindings: readonly BindingRow[];
  readonly grants: readonly GrantRow[];
  /** By role node; undefined = a role that the model does not hold. */
  readonly roles: readonly (RoleModel | undefined)[];
  nodes(column: GraphColumnId): NodeTable;
  /** Policy of a role by policy node. */
  policyOf(role: number, policy: number): GrantRow | undefined;
}

export function graphEvidence(input: EvidenceInput): GraphEvidence {
  return {
    binding: (row, leg) => bindingReasons(input.bindings[row]!, leg),
    attachment: (role, policy) => attachmentReasons(input, role, policy),
    grant: (row) => grantReasons(input.grants[row]!),
    facts: (column, node) => factsOf(input, column, node),
  };
}

const titles: Readonly<Record<Binding["mechanism"], string>> = {
  "pod-identity": "EKS Pod Identity",
  irsa: "IAM roles for service accounts",
  "node-role": "The role of the node",
  kube2iam: "kube2iam",
  "static-key": "Static access key",
};

function bindingReasons(row: BindingRow, leg: "role" | "target"): readonly GraphReason[] {
  if (row.onward) return leg === "target" ? row.onward.reasons : bindingReasons({ ...row, onward: null }, "role");
  const { binding } = row;
  const state = linkStates[row.state]!;
  const mine = binding.reasons.filter((reason) => isTargetReason(reason) === (leg === "target"));
  const reasons = (mine.length > 0 ? mine : binding.reasons).map((reason) => trustReason(reason, state));
  const name = titles[binding.mechanism];
  const source = binding.associationArn;
  const text =
    source !== null
      ? `Association ${source.slice(source.lastIndexOf("/") + 1)} gives ${leg === "target" ? "the target role" : "the role"}.`
      : `${name} gives the role.`;
  const kind = source !== null ? "association" : binding.mechanism === "node-role" ? "attachment" : "trust";
  return [{ kind, state, text: source !== null ? `${name}: ${text}` : text, source, statement: null }, ...reasons];
}

function isTargetReason(reason: Reason): boolean {
  return reason.code.startsWith("target-") || reason.code.startsWith("external-id");
}

function trustReason(reason: Reason, state: LinkState): GraphReason {
  return {
    kind: reason.statement ? "trust" : state === "unknown" ? "gap" : "trust",
    state,
    text: reason.text,
    source: null,
    statement: reason.statement,
  };
}

function attachmentReasons(input: EvidenceInput, role: number, policy: number): readonly GraphReason[] {
  const grant = input.policyOf(role, policy);
  const model = input.roles[role];
  if (!grant || !model) return [];
  const how = { inline: "is an inline policy of", customer: "is attached to", aws: "(AWS managed) is attached to" }[
    grant.model.kind
  ];
  const reasons: GraphReason[] = [
    {
      kind: "attachment",
      state: grant.unread ? "unknown" : "allowed",
      text: `${grant.model.name} ${how} ${model.name}.${grant.unread ? " Its document could not be read or is not valid." : ""}`,
      source: grant.model.arn ?? grant.model.name,
      statement: null,
    },
  ];
  if (model.boundary) {
    const { boundary } = model;
    reasons.push({
      kind: "attachment",
      state: "conditional",
      text: `The permissions boundary ${boundary.name} limits it.`,
      source: boundary.arn,
      statement: null,
    });
  }
  return reasons;
}

function grantReasons(grant: GrantRow): readonly GraphReason[] {
  const { reach } = grant;
  if (!reach) return [];
  const state = linkStates[grant.state] ?? reach.state;
  const limit: GraphReason = {
    kind: "statement",
    state,
    text:
      state === "denied"
        ? "Nothing of it is left: a boundary, an organization policy or a denial takes it all. The role's page names which."
        : "A boundary, an organization policy, a denial or something that was not read limits it. The role's page names which.",
    source: null,
    statement: null,
  };
  return [...(grant.limited ? [limit] : []), ...written(grant, reach)];
}

function written({ model }: GrantRow, reach: ServiceReach): readonly GraphReason[] {
  return reach.statements
    .filter((each) => names(model, each.policy))
    .map((each) => {
      const statement: Statement | undefined = model.document?.document?.statements.find(
        ({ index }) => index === each.index,
      );
      return {
        kind: "statement" as const,
        state: reach.state,
        text: statement ? statementSentence(statement) : `Statement ${each.index + 1} of ${model.name}.`,
        source: model.arn ?? model.name,
        statement: { policy: model.arn ?? model.name, sid: each.sid, index: each.index },
      };
    });
}

function factsOf(input: EvidenceInput, column: GraphColumnId, node: number): readonly GraphFact[] {
  const table = input.nodes(column);
  const id = table.ids[node]!;
  const { estate } = input.context.model;
  const mono = (term: string, value: string): GraphFact => ({ term, value, mono: true });
  switch (column) {
    case "account":
      return [mono("Account id", id)];
    case "cluster": {
      const cluster = estate.clusterByArn.get(id);
      if (!cluster) return [mono(id.startsWith("arn:") ? "Cluster ARN" : "OIDC issuer", id)];
      return present([
        { term: "Account", value: input.context.accountLabel(cluster.accountId) },
        { term: "Region", value: cluster.region },
        cluster.version === null ? null : { term: "Version", value: cluster.version },
        cluster.status === null ? null : { term: "Status", value: cluster.status },
        mono("ARN", id),
      ]);
    }
    case "namespace":
      return [{ term: "Cluster", value: table.subs[node]! }];
    case "service-account": {
      const [place = "", namespace = ""] = id.split("|");
      const cluster = parseArn(place)?.resource.replace(/^cluster\//, "") ?? place;
      return present([
        namespace === "" ? null : { term: "Namespace", value: namespace },
        { term: "Cluster", value: cluster },
      ]);
    }
    case "role":
    case "target-role":
      return roleFacts(input, node, id);
    case "policy":
      return present([
        { term: "Kind", value: table.subs[node]! },
        id.startsWith("arn:") && !id.includes("|") ? mono("ARN", id) : null,
      ]);
    case "resource":
      return [mono("Pattern", id)];
    case "action":
      return [mono("Pattern", table.labels[node]!)];
    default:
      return [mono("Prefix", id)];
  }
}

function roleFacts(input: EvidenceInput, node: number, arn: string): readonly GraphFact[] {
  const model = input.roles[node];
  const account = parseArn(arn)?.accountId ?? "";
  return present([
    { term: "Account", value: input.context.accountLabel(account) },
    { term: "ARN", value: arn, mono: true },
    model?.state.kind === "present" ? { term: "Policies", value: String(model.policies.length) } : null,
    model?.boundary ? { term: "Boundary", value: model.boundary.name } : null,
    model?.servicesIncomplete
      ? { term: "Not complete", value: "A policy could not be read: it may allow more than is shown" }
      : null,
  ]);
}

function present(facts: readonly (GraphFact | null)[]): readonly GraphFact[] {
  return facts.filter((fact) => fact !== null);
}
