/** What is known of one resource, or of what a pattern of ARNs stands for. */
import {
  accountPath,
  clusterPath,
  type PolicyAnswer,
  type ResourceDetail,
  resourcePath,
  rolePath,
} from "@/lib/contracts/api";
import { knownResource } from "@/lib/domain/access/well-known";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { PublicAccessBlock, ResourceFacts } from "@/lib/domain/snapshot/resource-facts";
import { policyBearer, type ResourcePolicyState, restrictsPublicPolicies } from "@/lib/domain/snapshot/resource-side";
import { consoleUrl } from "./console-link";
import { gapAnswers } from "./gap-answer";
import { parseDocument, policyAnswer, policyHref } from "./policy-answer";
import { questionsOf } from "./resource-questions";
import type { SnapshotView } from "./snapshot-view";

const ACCOUNT = /^\d{12}$/;

/** null for what is no ARN. */
export function showResource(view: SnapshotView, { arn }: { readonly arn: string }): ResourceDetail | null {
  const parsed = parseArn(arn);
  if (!parsed) return null;
  const { estate } = view.model;
  const known = knownResource(arn, estate);
  const state = estate.resourcePolicyOf(arn);
  const facts = factsOf(view, arn);
  const accountId = facts?.accountId ?? (ACCOUNT.test(parsed.accountId) ? parsed.accountId : null);
  const region = facts?.region ?? parsed.region;
  const policy = policyOf(view, known?.name ?? arn, state);
  return {
    arn,
    type: known?.type ?? null,
    name: known?.name ?? parsed.resource,
    service: parsed.service,
    serviceName: view.access().table.serviceName(parsed.service),
    pattern: /[*?]/.test(arn),
    account:
      accountId === null ? null : { id: accountId, name: view.accountName(accountId), href: accountPath(accountId) },
    region: region === "" || region.includes("*") ? null : region,
    consoleUrl: /[*?]/.test(arn) ? null : consoleUrl(arn),
    page: pageOf(view, arn),
    exists: facts?.exists ?? null,
    facts: facts ? factLines(view, facts) : [],
    policy,
    policyState:
      state.state === "read"
        ? "read"
        : state.state === "unread"
          ? "not-read"
          : state.resource === null
            ? "no-such-layer"
            : "none",
    policyWords: policyWords(state),
    questions: questionsOf(arn, known?.type ?? null, parsed.service),
    gaps: gapAnswers(
      view,
      view.gaps.filter((gap) => gap.resource === arn || (state.state === "unread" && gap === state.gap)),
    ),
  };
}

function factsOf(view: SnapshotView, arn: string): ResourceFacts | null {
  const { estate } = view.model;
  const user = /^arn:[^:]+:rds-db:[^:]*:[^:]*:dbuser:([^/]+)\//.exec(arn)?.[1];
  if (user !== undefined) return estate.databaseByResourceId.get(user) ?? null;
  const bearer = policyBearer(arn);
  return (bearer === null ? undefined : estate.resources.get(bearer)) ?? estate.resources.get(arn) ?? null;
}

function pageOf(view: SnapshotView, arn: string): string | null {
  const role = parseRoleArn(arn);
  if (role) return view.model.roleByArn.has(arn) ? rolePath(role.accountId, role.name) : null;
  const cluster = view.model.estate.clusterByArn.get(arn);
  if (cluster) return clusterPath(cluster.accountId, cluster.region, cluster.name);
  return policyHref(arn);
}

function policyOf(view: SnapshotView, name: string, state: ResourcePolicyState): PolicyAnswer | null {
  if (state.state !== "read") return null;
  const text = view.model.estate.documents.get(state.document);
  return {
    ...policyAnswer(
      { name: `Policy of ${name}`, arn: null, kind: "resource" },
      text === undefined ? null : parseDocument(text, "resource"),
      "The document is not in the snapshot.",
    ),
    consoleUrl: consoleUrl(state.resource.arn),
  };
}

function policyWords(state: ResourcePolicyState): string {
  if (state.state === "read") return "Its own policy was read and is part of every answer below.";
  if (state.state === "none") {
    return state.resource === null
      ? "Resources of this kind have no policy of their own."
      : "It has no policy of its own: what the roles' policies say is all.";
  }
  const why = {
    gap: "it could not be read",
    "account-not-read": "its account is not read, or not known",
    "not-named": "no grant that was read names it",
    unsupported: "policies of this kind of resource are not read",
    pattern: "it stands for several resources",
  }[state.why];
  return `Its own policy is not known: ${why}. Across accounts that makes answers unknown; within the account a denial in it could take away what is shown.`;
}

const present = (value: string | null) => value ?? "not read";

function factLines(view: SnapshotView, facts: ResourceFacts): ResourceDetail["facts"] {
  const line = (term: string, value: string, href: string | null = null) => ({ term, value, href });
  switch (facts.kind) {
    case "bucket": {
      const account = view.model.estate.s3Accounts.get(facts.accountId);
      const counts = restrictsPublicPolicies(facts, account);
      return [
        line("Block Public Access of the bucket", blockWords(facts.publicAccessBlock)),
        line("Block Public Access of the account", blockWords(account?.publicAccessBlock ?? null)),
        line(
          "A public policy counts for outsiders",
          counts === null ? "not known: a block was not read" : counts ? "no" : "yes",
        ),
        line("Object ownership", facts.objectOwnership === "none" ? "never set" : present(facts.objectOwnership)),
      ];
    }
    case "key":
      return [
        line("State", present(facts.state)),
        line(
          "Managed by",
          facts.manager === null ? "not read" : facts.manager === "AWS" ? "an AWS service" : "its account",
        ),
        line("Aliases", facts.aliases === null ? "not read" : facts.aliases.join(", ") || "none"),
        line(
          "Grants",
          facts.grants === null
            ? "not read"
            : facts.grants.length === 0
              ? "none"
              : facts.grants
                  .map((grant) => `${grant.granteePrincipal ?? "unknown"} may ${grant.operations.join(", ")}`)
                  .join("; "),
        ),
      ];
    case "secret":
      return facts.kmsKeyId === null
        ? []
        : [
            line(
              "Encrypted with",
              facts.kmsKeyId,
              facts.kmsKeyId.startsWith("arn:") ? resourcePath(facts.kmsKeyId) : null,
            ),
          ];
    case "table":
      return facts.stream === null ? [] : [line("Stream", facts.stream.arn, resourcePath(facts.stream.arn))];
    case "database":
      return [
        line("Database", facts.name),
        line(
          "IAM authentication",
          facts.iamAuthentication === null
            ? "not told by RDS"
            : facts.iamAuthentication
              ? "on"
              : "off: a grant to connect gives nothing until it is turned on",
        ),
        line("Engine", present(facts.engine)),
        line("Endpoint", present(facts.endpoint)),
      ];
    default:
      return [];
  }
}

function blockWords(block: PublicAccessBlock | "none" | null): string {
  if (block === null) return "not read";
  if (block === "none") return "never set";
  const on = Object.values(block).filter(Boolean).length;
  return on === 4 ? "all four on" : on === 0 ? "all four off" : `${on} of four on`;
}
