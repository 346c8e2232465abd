/** Service and resource control policies and where they are attached. Contents are plain JSON, not URL-encoded. */
import type { Organization, OrganizationPolicy } from "../../estate/organization-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import type { Operation } from "../../protocol/service";
import { notFound, organizationArn, organizationOf, organizationsPage } from "./shared";

export const policyOperations: Readonly<Record<string, Operation>> = {
  ListPolicies: {
    run(call) {
      const type = filterOf(call);
      const policies = [...organizationOf(call).policies.values()].filter((policy) => policy.type === type);
      return organizationsPage(call, "Policies", policies.map(summary), type);
    },
  },
  DescribePolicy: {
    resource: policyResource,
    run(call) {
      const policy = policyOf(call);
      return JSON.stringify({ Policy: { PolicySummary: summary(policy), Content: policy.document } });
    },
  },
  ListPoliciesForTarget: {
    run(call) {
      const organization = organizationOf(call);
      const target = call.parameters.text("TargetId") ?? "";
      const type = filterOf(call);
      if (describeTarget(call, organization, target) === null) {
        throw notFound("TargetNotFoundException", "You specified a target that doesn't exist.");
      }
      const policies = [...organization.policies.values()].filter(
        (one) => one.type === type && one.targets.includes(target),
      );
      return organizationsPage(call, "Policies", policies.map(summary), `${target}|${type}`);
    },
  },
  ListTargetsForPolicy: {
    resource: policyResource,
    run(call) {
      const policy = policyOf(call);
      const organization = organizationOf(call);
      const targets = policy.targets.map((id) => describeTarget(call, organization, id)).filter((one) => one !== null);
      return organizationsPage(call, "Targets", targets, policy.id);
    },
  },
};

function filterOf(call: Call): string {
  const filter = call.parameters.text("Filter") ?? "";
  if (/^[A-Z0-9_]+_(POLICY|EC2)$/.test(filter)) return filter;
  throw new ServiceError("InvalidInputException", 400, "You specified an invalid value for Filter.");
}

function policyOf(call: Call): OrganizationPolicy {
  const policy = organizationOf(call).policies.get(call.parameters.text("PolicyId") ?? "");
  if (policy === undefined) throw notFound("PolicyNotFoundException", "You specified a policy that doesn't exist.");
  return policy;
}

function policyResource(call: Call): string {
  return call.estate.organization?.policies.get(call.parameters.text("PolicyId") ?? "")?.arn ?? "*";
}

function summary(policy: OrganizationPolicy): Record<string, unknown> {
  return {
    Id: policy.id,
    Arn: policy.arn,
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: policy.awsManaged,
  };
}

function describeTarget(call: Call, organization: Organization, id: string): Record<string, string> | null {
  const member = organization.members.get(id);
  if (member !== undefined) {
    return { TargetId: id, Arn: organizationArn(call, "account", `/${id}`), Name: member.name, Type: "ACCOUNT" };
  }
  const unit = organization.units.get(id);
  if (unit !== undefined) {
    return { TargetId: id, Arn: organizationArn(call, "ou", `/${id}`), Name: unit.name, Type: "ORGANIZATIONAL_UNIT" };
  }
  if (id !== organization.rootId) return null;
  return { TargetId: id, Arn: organizationArn(call, "root", `/${id}`), Name: "Root", Type: "ROOT" };
}
