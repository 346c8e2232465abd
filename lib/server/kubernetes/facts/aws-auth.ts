/** ConfigMap kube-system/aws-auth: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap". */
import type { V1ConfigMap } from "@kubernetes/client-node";
import { parse } from "yaml";
import type { AwsAuthFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { textOrNull, texts } from "./metadata";

const LISTS = [
  ["mapRoles", "role", "rolearn"],
  ["mapUsers", "user", "userarn"],
] as const;

export function awsAuthFacts(clusterArn: string, map: V1ConfigMap): readonly AwsAuthFacts[] {
  const data: Readonly<Record<string, unknown>> = map.data ?? {};
  const found: AwsAuthFacts[] = [];
  for (const [key, kind, arnKey] of LISTS) {
    for (const item of yamlList(data[key])) {
      if (typeof item !== "object" || item === null) continue;
      const fields = item as Record<string, unknown>;
      const arn = textOrNull(fields[arnKey]);
      if (arn === null) continue;
      found.push({ clusterArn, kind, arn, username: textOrNull(fields.username), groups: texts(fields.groups) });
    }
  }
  for (const item of yamlList(data.mapAccounts)) {
    const account = typeof item === "number" ? String(item).padStart(12, "0") : textOrNull(item);
    if (account !== null) found.push({ clusterArn, kind: "account", arn: account, username: null, groups: [] });
  }
  return found;
}

/** Text that is no YAML list is as empty to EKS's authenticator, too. */
function yamlList(text: unknown): readonly unknown[] {
  if (typeof text !== "string") return [];
  try {
    const value: unknown = parse(text, { maxAliasCount: 20, logLevel: "silent" });
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
