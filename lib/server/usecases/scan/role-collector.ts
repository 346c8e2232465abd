/** Roles and customer-managed policies of one account as they come in, from one call or from many. */
import type { ManagedPolicyFacts, RoleAspect, RoleFacts, RoleUsageFacts } from "@/lib/domain/snapshot/facts";
import { type AwsManagedPolicies, isAwsManaged } from "./aws-managed-policies";
import { Documents } from "./documents";
import type { IamSource, PolicyReading, RoleReading } from "./ports";

export class RoleCollector {
  readonly roles = new Map<string, RoleFacts>();
  readonly usage = new Map<string, RoleUsageFacts>();
  readonly policies = new Map<string, ManagedPolicyFacts>();
  readonly roleDocuments = new Documents();
  readonly policyDocuments = new Documents();
  /** Customer-managed policies that roles have and that did not come with them. */
  readonly policiesMissing = new Set<string>();

  constructor(
    private readonly accountId: string,
    private readonly iam: IamSource,
    private readonly awsPolicies: AwsManagedPolicies,
  ) {}

  addRole(reading: RoleReading, unread: readonly RoleAspect[] = []): void {
    const { arn, roleId, name, path, createdAt, permissionsBoundaryArn, tags, instanceProfileArns } = reading;
    const documents = this.roleDocuments;
    this.roles.set(arn, {
      arn,
      roleId,
      name,
      path,
      accountId: this.accountId,
      createdAt,
      trustPolicy: documents.add(reading.trustPolicy),
      inlinePolicies: (reading.inlinePolicies ?? []).map((policy) => ({
        name: policy.name,
        document: documents.add(policy.document),
      })),
      attachedPolicies: reading.attachedPolicies,
      permissionsBoundaryArn,
      tags,
      instanceProfileArns,
      ...(unread.length === 0 ? {} : { unread }),
    });
    this.usage.set(arn, { arn, lastUsedAt: reading.lastUsedAt, lastUsedRegion: reading.lastUsedRegion });
    for (const policy of reading.attachedPolicies ?? []) this.#want(policy.arn);
    if (permissionsBoundaryArn !== null) this.#want(permissionsBoundaryArn);
  }

  addPolicy(reading: PolicyReading): void {
    const { arn, name, defaultVersionId, document } = reading;
    if (isAwsManaged(arn)) {
      if (document !== null) this.awsPolicies.offer({ arn, name, defaultVersionId, document });
      return;
    }
    this.policies.set(arn, {
      arn,
      name,
      kind: "customer",
      defaultVersionId,
      document: this.policyDocuments.add(document),
    });
    if (document !== null) this.policiesMissing.delete(arn);
  }

  #want(policyArn: string): void {
    if (isAwsManaged(policyArn)) this.awsPolicies.want(policyArn, this.accountId, this.iam);
    else if (!this.policies.get(policyArn)?.document) this.policiesMissing.add(policyArn);
  }
}
