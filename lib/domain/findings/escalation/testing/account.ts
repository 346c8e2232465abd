/** Small accounts for questions about escalation: one pod with a role, and roles beside it. */

import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import type { Finding } from "../../finding";
import { privilegeEscalation } from "../../rules/permissions/privilege-escalation";
import { findings } from "../../testing/facts";

export interface RoleGiven {
  /** Service principals; the pods' one where absent. */
  readonly services?: readonly string[];
  /** Instead of `services`. */
  readonly trust?: unknown;
  readonly can: readonly object[];
  /** Further inline policies by name. */
  readonly also?: Readonly<Record<string, readonly object[]>>;
  /** Managed policies by name. */
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly instanceProfile?: true;
}

export interface AccountGiven {
  readonly pod: readonly object[] | RoleGiven;
  /** By name, with a path where it has one. */
  readonly roles?: Readonly<Record<string, RoleGiven>>;
  /** Customer-managed policies by name. */
  readonly policies?: Readonly<Record<string, readonly object[]>>;
  readonly scp?: readonly object[];
  /** Session policy of the pod's association. */
  readonly session?: readonly object[];
  readonly more?: (builder: EstateBuilder, cluster: ReturnType<EstateBuilder["cluster"]>) => void;
  readonly cluster?: Parameters<EstateBuilder["cluster"]>[1];
}

export const policyArn = (name: string) => (name.startsWith("arn:") ? name : `arn:aws:iam::${ACCOUNT}:policy/${name}`);

export function account({
  pod,
  roles = {},
  policies = {},
  scp,
  session,
  more,
  cluster: of,
}: AccountGiven): EstateBuilder {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod", of);
  builder.agent(cluster);
  for (const [name, statements] of Object.entries(policies)) builder.policy(policyArn(name), policy(...statements));
  const own: RoleGiven = Array.isArray(pod) ? { can: pod } : (pod as RoleGiven);
  const arn = addRole(builder, "pod", own);
  for (const [name, role] of Object.entries(roles)) addRole(builder, name, role);
  builder.associate(
    cluster,
    "shop/api",
    arn,
    session ? { policy: JSON.stringify(policy(...session)), disableSessionTags: true } : {},
  );
  if (scp) organization(builder, scp);
  more?.(builder, cluster);
  return builder;
}

function addRole(builder: EstateBuilder, name: string, role: RoleGiven): string {
  const services = role.services?.map((service) => ({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
  }));
  return builder.role(name, {
    trust: role.trust ?? (services ? policy(...services) : podTrust()),
    inline: {
      ...(role.can.length > 0 ? { own: policy(...role.can) } : {}),
      ...Object.fromEntries(Object.entries(role.also ?? {}).map(([key, statements]) => [key, policy(...statements)])),
    },
    attached: (role.attached ?? []).map(policyArn),
    ...(role.boundary ? { boundary: policyArn(role.boundary) } : {}),
    ...(role.tags ? { tags: role.tags } : {}),
    ...(role.instanceProfile
      ? { instanceProfiles: [`arn:aws:iam::${ACCOUNT}:instance-profile/${name.slice(name.lastIndexOf("/") + 1)}`] }
      : {}),
  });
}

function organization(builder: EstateBuilder, scp: readonly object[]): void {
  const named = (id: string) => ({ id, arn: null, name: id, awsManaged: false, type: "SCP" as const });
  builder.organization(
    {
      id: "o-example",
      managementAccountId: "999999999999",
      featureSet: "ALL",
      roots: [{ id: "r-1", policyTypes: ["SERVICE_CONTROL_POLICY"] }],
      units: [],
      accounts: [{ id: ACCOUNT, name: null, parentId: "r-1", state: "ACTIVE", path: null }],
    },
    [{ ...named("p-own"), targets: ["r-1", ACCOUNT], content: policy(...scp) }],
  );
}

/** "family level certainty" of every finding, sorted. */
export function escalations(of: EstateBuilder): readonly string[] {
  return found(of)
    .map((finding) => `${finding.cause.slice(finding.cause.indexOf("|") + 1)} ${levelIn(finding)} ${finding.certainty}`)
    .sort();
}

export function found(of: EstateBuilder): readonly Finding[] {
  return findings(of, privilegeEscalation);
}

function levelIn({ title, severityReason }: Finding): string {
  if (title.includes("administrators")) return "admin";
  if (title.includes("all data")) return "data";
  return severityReason.includes("change things") ? "write" : "read";
}
