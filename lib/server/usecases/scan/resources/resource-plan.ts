/**
 * Which resources a scan reads: those that the policies of roles name which pods can get. Fed while roles are read; the
 * plan is made when all accounts are, since a role of one account may name resources of another.
 */
import {
  assumableRoles,
  type NamedResource,
  type NamedService,
  namedResources,
} from "@/lib/domain/access/named-resources";
import type { DocumentHash, RoleFacts } from "@/lib/domain/snapshot/facts";
import { matchesGlob } from "@/lib/domain/snapshot/scope";
import type { RoleCollector } from "../role-collector";

/** An account that was read, with its regions: those with clusters first. */
export interface PlannedAccount {
  readonly accountId: string;
  readonly regions: readonly string[];
}

export interface PlannedRead {
  readonly accountId: string;
  /** null for S3, whose buckets are listed for all regions at once. */
  readonly region: string | null;
  readonly service: NamedService;
  readonly wanted: readonly NamedResource[];
}

interface KnownRole {
  readonly arn: string;
  readonly accountId: string;
  readonly podsMayAssume: boolean;
  readonly documents: readonly string[];
  readonly attached: readonly string[];
}

export class ResourcePlan {
  readonly #roles = new Map<string, KnownRole>();
  readonly #policies = new Map<string, string>();

  /** Roles and customer-managed policies of an account. */
  add(accountId: string, collector: RoleCollector): void {
    const text = (hash: DocumentHash | null) => (hash === null ? undefined : collector.roleDocuments.texts.get(hash));
    for (const role of collector.roles.values()) this.#roles.set(role.arn, known(accountId, role, text));
    for (const policy of collector.policies.values()) {
      const document = policy.document === null ? undefined : collector.policyDocuments.texts.get(policy.document);
      if (document !== undefined) this.#policies.set(policy.arn, document);
    }
  }

  /** `referred`: roles that clusters name; `awsPolicy`: the document of a policy that AWS manages. */
  make(
    referred: ReadonlySet<string>,
    awsPolicy: (arn: string) => string | null,
    accounts: readonly PlannedAccount[],
  ): readonly PlannedRead[] {
    const named = new Map<string, readonly NamedResource[]>();
    const onward = new Map<string, readonly string[]>();
    const seen = new Set<string>();
    const queue = [...this.#roles.values()].filter((role) => role.podsMayAssume || referred.has(role.arn));
    const reads = new Map<string, { read: Omit<PlannedRead, "wanted">; wanted: Map<string, NamedResource> }>();
    for (const role of queue) {
      if (seen.has(role.arn)) continue;
      seen.add(role.arn);
      const documents = [
        ...role.documents,
        ...role.attached.flatMap((arn) => this.#policies.get(arn) ?? awsPolicy(arn) ?? []),
      ];
      for (const document of documents) {
        for (const resource of once(named, document, namedResources)) place(reads, resource, role.accountId, accounts);
        for (const pattern of once(onward, document, assumableRoles)) queue.push(...this.#matching(pattern));
      }
    }
    return [...reads.values()].map(({ read, wanted }) => ({ ...read, wanted: [...wanted.values()] }));
  }

  /** Every role where a pattern leaves the role's name open would be every role: such a pattern leads nowhere here. */
  #matching(pattern: string): KnownRole[] {
    const exact = this.#roles.get(pattern);
    if (exact) return [exact];
    if (!/:role\/.*[^*?/]/.test(pattern) || !/[*?]/.test(pattern)) return [];
    return [...this.#roles.values()].filter((role) => matchesGlob(pattern, role.arn));
  }
}

function known(accountId: string, role: RoleFacts, text: (hash: DocumentHash | null) => string | undefined): KnownRole {
  const trust = text(role.trustPolicy) ?? "";
  return {
    arn: role.arn,
    accountId,
    podsMayAssume: trust.includes("pods.eks.amazonaws.com") || trust.includes(":oidc-provider/"),
    documents: role.inlinePolicies.flatMap(({ document }) => text(document) ?? []),
    attached: (role.attachedPolicies ?? []).map(({ arn }) => arn),
  };
}

function once<T>(results: Map<string, T>, document: string, make: (document: string) => T): T {
  const known = results.get(document);
  if (known !== undefined) return known;
  const made = make(document);
  results.set(document, made);
  return made;
}

/** Where a named resource can be: the account that the ARN gives, else the role's own; a bucket in any. */
function place(
  reads: Map<string, { read: Omit<PlannedRead, "wanted">; wanted: Map<string, NamedResource> }>,
  resource: NamedResource,
  roleAccountId: string,
  accounts: readonly PlannedAccount[],
): void {
  const { service } = resource;
  const pattern = resource.accountId === "" || resource.accountId === "*" ? roleAccountId : resource.accountId;
  for (const { accountId, regions } of accounts) {
    if (service !== "s3" && !matchesGlob(pattern, accountId)) continue;
    const places = service === "s3" ? [null] : regions.filter((region) => matchesGlob(resource.region, region));
    for (const region of places) {
      const key = `${accountId}|${region ?? ""}|${service}`;
      let entry = reads.get(key);
      if (entry === undefined) {
        entry = { read: { accountId, region, service }, wanted: new Map() };
        reads.set(key, entry);
      }
      const name = `${resource.name}|${resource.stream}`;
      if (!entry.wanted.has(name)) entry.wanted.set(name, resource);
    }
  }
}
