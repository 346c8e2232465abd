/** Roles by the AWS services that their trust policies let in. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Certainty } from "@/lib/domain/access/levels";
import { organizationFacts, roleFacts } from "@/lib/domain/identity/pod-identity-request";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { askTrust } from "@/lib/domain/identity/trust-request";
import { type Analysis, absentFact, patternFact } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";

export interface Admitted {
  readonly role: RoleFacts;
  readonly certainty: Certainty;
  /** "" where nothing remains open. */
  readonly words: string;
  readonly analysis: Analysis;
}

export class ServiceTrust {
  readonly #index: AccessIndex;
  /** By account, then by service in lower case; "*" = any. */
  readonly #named = new Map<string, Map<string, RoleFacts[]>>();
  readonly #known = new Map<string, Admitted | null>();

  constructor(index: AccessIndex) {
    this.#index = index;
    const services = new Map<string, readonly string[]>();
    for (const role of index.estate.roles) {
      if (role.trustPolicy === null) continue;
      let named = services.get(role.trustPolicy);
      if (!named) {
        named = this.#servicesOf(role.trustPolicy);
        services.set(role.trustPolicy, named);
      }
      for (const service of named) this.#add(role, service);
    }
  }

  /** Roles of the account that name the service (or everyone), whatever else their trust asks for. */
  naming(accountId: string, service: string): readonly RoleFacts[] {
    const byService = this.#named.get(accountId);
    return [...(byService?.get(service) ?? []), ...(byService?.get("*") ?? [])];
  }

  /** Does the role's trust let in the service when it works for the role's own account; null = it does not. */
  admits(role: RoleFacts, service: string): Admitted | null {
    const key = `${role.arn}|${service}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#judge(role, service);
      this.#known.set(key, known);
    }
    return known;
  }

  #judge(role: RoleFacts, service: string): Admitted | null {
    const { context } = this.#index.library;
    const facts: FactMap = new Map();
    facts.set("aws:SourceAccount", role.accountId);
    facts.set("aws:SourceArn", patternFact(`arn:aws:*:*:${role.accountId}:*`));
    facts.set("aws:PrincipalIsAWSService", "true");
    facts.set("aws:PrincipalServiceName", service);
    facts.set("aws:PrincipalTag/*", absentFact);
    organizationFacts(facts, context.estate, "aws:Source", role.accountId);
    roleFacts(facts, context.estate, role);
    const analysis = askTrust(context, {
      caller: { kind: "service", service },
      action: "sts:AssumeRole",
      role,
      facts,
      absent: ABSENT,
    });
    if (analysis.verdict === "denied") return null;
    const { verdict, words } = analysis;
    return { role, certainty: verdict, words: verdict === "allowed" ? "" : words, analysis };
  }

  #servicesOf(hash: string): readonly string[] {
    const document = this.#index.library.parsed(hash)?.document;
    const found = new Set<string>();
    for (const { effect, principal } of document?.statements ?? []) {
      if (effect !== "Allow" || principal === null) continue;
      if (principal.negated) found.add("*");
      for (const { kind, value } of principal.entries) {
        if (kind === "*" || value === "*") found.add("*");
        else if (kind === "Service") found.add(value.toLowerCase());
      }
    }
    return [...found];
  }

  #add(role: RoleFacts, service: string): void {
    let byService = this.#named.get(role.accountId);
    if (!byService) {
      byService = new Map();
      this.#named.set(role.accountId, byService);
    }
    const known = byService.get(service);
    if (known) known.push(role);
    else byService.set(service, [role]);
  }
}

/** Keys that a service's call never has, in lower case. */
const ABSENT: ReadonlySet<string> = new Set(
  [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "sts:ExternalId",
    "aws:username",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:FederatedProvider",
  ].map((key) => key.toLowerCase()),
);
