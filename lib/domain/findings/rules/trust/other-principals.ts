/** Who else may assume a pod's role: principals of its trust policy that are no pods, as far as the trust really lets them in. */
import { parseArn } from "@/lib/domain/aws/arn";
import {
  federatedProviders,
  isEksIssuer,
  issuerOfProvider,
  namesEveryone,
} from "@/lib/domain/identity/irsa-candidates";
import { clusterOfIssuer } from "@/lib/domain/identity/irsa-issuer";
import { nodeKinds } from "@/lib/domain/identity/node-kinds";
import { POD_IDENTITY_SERVICE } from "@/lib/domain/identity/pod-identity-request";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { askOutsider } from "@/lib/domain/identity/trust-request";
import { type Caller, parseCaller } from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import { actionNames } from "@/lib/domain/policy/match/action-pattern";
import { type PodRole, resolveContextOf } from "../../pod-roles";
import type { FindingFacts } from "../../rule";

export interface OtherPrincipal {
  readonly kind: "AWS" | "Service" | "Federated";
  readonly value: string;
  /** Of an AWS principal. */
  readonly accountId: string | null;
  readonly statement: Statement;
  /** The statement asks for an external id. */
  readonly externalId: boolean;
  /** What else must hold; "" = nothing. */
  readonly words: string;
}

/** Without everyone (a rule of its own), pods, source roles of chains that end here, and nodes that hand the role out. */
export function otherPrincipals(facts: FindingFacts, podRole: PodRole): readonly OtherPrincipal[] {
  const { role, trust } = podRole;
  if (!trust) return [];
  const context = resolveContextOf(facts);
  const expected = expectedSources(facts, podRole);
  return trust.statements.flatMap((statement) => {
    if (statement.effect !== "Allow" || namesEveryone(statement) || !lets(statement)) return [];
    const providers = new Set(federatedProviders(statement).filter((arn) => isOfPods(facts, arn)));
    return (statement.principal?.entries ?? []).flatMap((entry): OtherPrincipal[] => {
      const { kind } = entry;
      if (kind !== "AWS" && kind !== "Service" && kind !== "Federated") return [];
      return namedBy(entry.value, statement).flatMap((value): OtherPrincipal[] => {
        if (value === POD_IDENTITY_SERVICE || providers.has(value) || expected.has(value)) return [];
        const caller = callerOf(value);
        if (!caller) return [];
        const asked = askOutsider(context, { role, caller, action: actionOf(kind), facts: factsOf(caller) });
        if (!asked.may) return [];
        return [
          {
            kind,
            value,
            accountId: kind === "AWS" ? (/^\d{12}$/.test(value) ? value : (parseArn(value)?.accountId ?? null)) : null,
            statement,
            externalId: statement.conditions.some(
              ({ key, operator }) => /^sts:ExternalId$/i.test(key) && !/not|ifexists|^null$/i.test(operator),
            ),
            words: asked.words,
          },
        ];
      });
    });
  });
}

/** An account that a condition narrows to some of its principals stands for those. */
function namedBy(value: string, { conditions }: Statement): readonly string[] {
  if (!/:root$|^\d{12}$/.test(value)) return [value];
  const narrowing = conditions.find(
    ({ key, operator }) => /^aws:PrincipalArn$/i.test(key) && !/not|ifexists|null/i.test(operator),
  );
  const fixed = narrowing?.values.every((each) => !/[*?]/.test(each)) ? narrowing.values : null;
  return fixed ?? [value];
}

/** What is known of the caller beforehand; the rest are conditions that remain. */
function factsOf(caller: Caller): FactMap {
  if (caller.kind !== "role") return new Map();
  const { partition, accountId, path, name } = caller;
  return new Map([
    ["aws:PrincipalArn", `arn:${partition}:iam::${accountId}:role${path}${name}`],
    ["aws:PrincipalAccount", accountId],
  ]);
}

function lets({ action }: Statement): boolean {
  const names = ["assumerole", "assumerolewithwebidentity", "assumerolewithsaml"];
  const named = action.patterns.some((pattern) => names.some((name) => actionNames(pattern, "sts", name)));
  return action.negated ? true : named;
}

function actionOf(kind: OtherPrincipal["kind"]) {
  return kind === "Federated" ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
}

/** Somebody of an account stands for the account. */
function callerOf(value: string): Caller | null {
  const caller = parseCaller(value);
  if (caller?.kind !== "root") return caller;
  return parseCaller(`arn:${caller.partition}:iam::${caller.accountId}:role/zz-podlens-some`);
}

function isOfPods({ model: { estate } }: FindingFacts, providerArn: string): boolean {
  const issuer = issuerOfProvider(providerArn);
  return issuer !== null && (isEksIssuer(issuer) || clusterOfIssuer(estate, issuer) !== null);
}

function expectedSources({ model: { estate } }: FindingFacts, { asTarget, role }: PodRole): ReadonlySet<string> {
  const found = new Set(asTarget.map(({ roleArn }) => roleArn));
  for (const cluster of estate.clusters) {
    const hands = estate.daemonSets.get(cluster.arn)?.some((each) => each.role !== "pod-identity-agent");
    if (hands) for (const kind of nodeKinds(estate, cluster).kinds) found.add(kind.roleArn);
    // The role of nodes is EC2's to give.
    if (nodeKinds(estate, cluster).kinds.some((kind) => kind.roleArn === role.arn)) found.add("ec2.amazonaws.com");
  }
  return found;
}
