/** One role of the snapshot with its documents parsed and the services that its statements name. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ParsedDocument } from "@/lib/domain/policy/parsed-document";
import { type Estate, type RoleState, roleState } from "@/lib/domain/snapshot/estate";
import type { DocumentHash, ManagedPolicyFacts } from "@/lib/domain/snapshot/facts";
import type { RoleModel, RolePolicy, ServiceReach } from "./model";
import { servicesOf } from "./service-reach";

export type ReadDocument = (hash: DocumentHash | null) => ParsedDocument | null;

/** Builds the model of a role that a binding names or a scan read; never fails. */
export function buildRole(estate: Estate, arn: string, bindings: readonly Binding[], read: ReadDocument): RoleModel {
  const state = roleState(estate, arn);
  if (state.kind !== "present") return new Role(arn, state, bindings, null, NO_POLICIES, null, state.kind === "unread");
  const { role } = state;
  const policies: RolePolicy[] = role.inlinePolicies.map(({ name, document }) => ({
    name,
    arn: null,
    kind: "inline",
    document: read(document),
  }));
  for (const { arn, name } of role.attachedPolicies ?? []) policies.push(managed(estate, arn, name, read));
  const boundary = role.permissionsBoundaryArn ? managed(estate, role.permissionsBoundaryArn, null, read) : null;
  const incomplete =
    role.attachedPolicies === null ||
    (role.unread ?? []).length > 0 ||
    policies.some((policy) => !policy.document?.document);
  return new Role(arn, state, bindings, read(role.trustPolicy), policies, boundary, incomplete);
}

const NO_POLICIES: readonly RolePolicy[] = [];

class Role implements RoleModel {
  readonly name: string;
  readonly accountId: string;
  /** Worked out when asked for: of most roles of a large estate, nobody asks. */
  #services: readonly ServiceReach[] | null = null;

  constructor(
    readonly arn: string,
    readonly state: RoleState,
    readonly bindings: readonly Binding[],
    readonly trust: ParsedDocument | null,
    readonly policies: readonly RolePolicy[],
    readonly boundary: RolePolicy | null,
    readonly servicesIncomplete: boolean,
  ) {
    const parsed = parseRoleArn(arn);
    this.name = parsed?.name ?? arn;
    this.accountId = parsed?.accountId ?? "";
  }

  get services(): readonly ServiceReach[] {
    this.#services ??= servicesOf(this.policies, this.boundary);
    return this.#services;
  }
}

function managed(estate: Estate, arn: string, name: string | null, read: ReadDocument): RolePolicy {
  const facts: ManagedPolicyFacts | undefined = estate.managedPolicies.get(arn);
  return {
    name: facts?.name ?? name ?? arn.slice(arn.lastIndexOf("/") + 1),
    arn,
    kind: facts?.kind ?? (/^arn:[^:]+:iam::aws:/.test(arn) ? "aws" : "customer"),
    document: read(facts?.document ?? null),
  };
}
