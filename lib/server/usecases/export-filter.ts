/** The filter of the workloads page, applied to bindings: verdict and mechanism are those of the binding itself. */
import type { BindingsFilter } from "@/lib/contracts/export";
import type { AccessModel } from "@/lib/domain/access/model";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";

/** Whether a binding is shown by the filter; an empty list of a facet takes all. */
export function bindingMatcher(model: AccessModel, filter: BindingsFilter): (binding: Binding) => boolean {
  const words = filter.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const takes = (chosen: readonly string[], ...values: (string | null)[]) =>
    chosen.length === 0 || values.some((value) => value !== null && chosen.includes(value));
  return (binding) => {
    const place = placeOf(model, binding);
    return (
      takes(filter.account, place.accountId) &&
      takes(filter.region, place.region) &&
      takes(filter.cluster, binding.clusterArn, place.clusterName) &&
      takes(filter.namespace, binding.namespace) &&
      takes(filter.mechanism, binding.mechanism) &&
      takes(filter.verdict, binding.verdict) &&
      takes(filter.kind, kindOf(binding)) &&
      takes(filter.role, binding.roleArn, binding.targetRoleArn, binding.credentialRoleArn) &&
      (filter.system === "all" || isSystem(model, binding) === (filter.system === "yes")) &&
      reaches(model, binding, filter.service) &&
      containsAll(searchText(binding, place), words)
    );
  };
}

interface Place {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly clusterName: string | null;
}

function placeOf(model: AccessModel, binding: Binding): Place {
  const cluster = binding.clusterArn === null ? undefined : model.estate.clusterByArn.get(binding.clusterArn);
  if (cluster) return { accountId: cluster.accountId, region: cluster.region, clusterName: cluster.name };
  const arn = binding.clusterArn === null ? null : parseArn(binding.clusterArn);
  if (arn) return { accountId: arn.accountId, region: arn.region, clusterName: arn.resource.replace(/^cluster\//, "") };
  return { accountId: parseRoleArn(binding.roleArn)?.accountId ?? null, region: null, clusterName: null };
}

function kindOf(binding: Binding): "node" | "pattern" | "service-account" {
  if (binding.serviceAccount === null) return "node";
  return binding.pattern ? "pattern" : "service-account";
}

function isSystem(model: AccessModel, binding: Binding): boolean {
  const place = binding.clusterArn ?? binding.issuer ?? "";
  return model.workloadById.get(`${place}|${binding.namespace}|${binding.serviceAccount}`)?.system ?? false;
}

function reaches(model: AccessModel, binding: Binding, services: readonly string[]): boolean {
  if (services.length === 0) return true;
  const reach = model.roleByArn.get(binding.credentialRoleArn)?.services ?? [];
  return reach.some(({ service }) => service === "*" || services.includes(service));
}

function searchText(binding: Binding, place: Place): string {
  return [
    binding.namespace,
    binding.serviceAccount,
    place.clusterName,
    place.accountId,
    binding.issuer,
    binding.roleArn,
    binding.targetRoleArn,
  ]
    .join(" ")
    .toLowerCase();
}

function containsAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
