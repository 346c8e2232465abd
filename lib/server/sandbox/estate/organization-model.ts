/** An organisation with its units, accounts and policies. */

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly delegatedAdministrators: readonly string[];
  readonly featureSet: "ALL" | "CONSOLIDATED_BILLING";
  readonly rootId: string;
  readonly policyTypes: readonly string[];
  /** Answers as they were before accounts came with their paths. */
  readonly withoutPaths?: boolean;
  readonly units: ReadonlyMap<string, OrganizationalUnit>;
  readonly members: ReadonlyMap<string, OrganizationMember>;
  readonly policies: ReadonlyMap<string, OrganizationPolicy>;
}

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
}

export interface OrganizationMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly parentId: string;
  readonly state: string;
  readonly joinedAt: number;
  readonly joinedMethod: "CREATED" | "INVITED";
}

export interface OrganizationPolicy {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  readonly awsManaged: boolean;
  readonly document: string;
  readonly targets: readonly string[];
}
