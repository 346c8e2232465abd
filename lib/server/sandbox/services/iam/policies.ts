import type { ManagedPolicy } from "../../estate/model";
import type { Call } from "../../protocol/call";
import type { Operation } from "../../protocol/service";
import { element, list, wrap } from "../../protocol/xml";
import { iamPage, noSuchEntity, policyXml, tagsXml, validation, versionXml } from "./shared";
import { policyUsage } from "./usage";

export const policyOperations: Readonly<Record<string, Operation>> = {
  GetPolicy: {
    resource: policyResource,
    run(call) {
      const policy = policyOf(call);
      const usage = policyUsage(call.account, policy.arn);
      return wrap(
        "Policy",
        policyXml(policy, usage) + element("Description", policy.description) + tagsXml(policy.tags),
      );
    },
  },
  GetPolicyVersion: {
    resource: policyResource,
    run(call) {
      const policy = policyOf(call);
      const id = call.parameters.text("VersionId") ?? "";
      const version = policy.versions.find((one) => one.id === id);
      if (version === undefined)
        throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
      return wrap("PolicyVersion", versionXml(policy, version, true));
    },
  },
  ListPolicies: {
    resource: (call) => `arn:${call.estate.partition}:iam::${call.account.id}:policy/`,
    run(call) {
      const scope = call.parameters.text("Scope") ?? "All";
      if (!["All", "AWS", "Local"].includes(scope))
        throw validation(`Value '${scope}' at 'scope' failed to satisfy constraint`);
      const attachedOnly = call.parameters.flag("OnlyAttached") === true;
      const all: ManagedPolicy[] = [];
      if (scope !== "AWS") all.push(...call.account.policies.values());
      if (scope !== "Local") all.push(...call.estate.awsPolicies.values());
      const found = all.filter((policy) => !attachedOnly || policyUsage(call.account, policy.arn).attached > 0);
      const { items, trailer } = iamPage(call, found, `${scope}|${attachedOnly}`);
      return trailer + list("Policies", items, (policy) => policyXml(policy, policyUsage(call.account, policy.arn)));
    },
  },
};

function policyResource(call: Call): string {
  return call.parameters.text("PolicyArn") ?? "*";
}

function policyOf(call: Call): ManagedPolicy {
  const arn = call.parameters.text("PolicyArn") ?? "";
  const policy = call.account.policies.get(arn) ?? call.estate.awsPolicies.get(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}
