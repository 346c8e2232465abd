/** A gap with what to do about it. */
import type { CoverageGap } from "@/lib/contracts/api";
import { parseArn } from "@/lib/domain/aws/arn";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotView } from "./snapshot-view";

export function gapAnswers(view: SnapshotView, gaps: readonly Gap[]): readonly CoverageGap[] {
  return gaps.map((gap) => ({
    accountId: gap.accountId,
    region: gap.region,
    clusterArn: gap.clusterArn,
    clusterName: gap.clusterArn === null ? null : clusterNameOf(gap.clusterArn),
    service: gap.service,
    operation: gap.operation,
    error: gap.error,
    message: gap.message,
    resource: gap.resource,
    missingPermission: gap.missingPermission,
    consequence: gap.consequence,
    at: gap.at,
    remedy: remedyOf(view, gap),
  }));
}

export function clusterNameOf(arn: string): string {
  return parseArn(arn)?.resource.replace(/^cluster\//, "") ?? arn;
}

function remedyOf(view: SnapshotView, gap: Gap): string {
  if (gap.missingPermission !== null) {
    const reader = view.model.estate.accounts.get(gap.accountId)?.readerArn;
    return `Allow ${gap.missingPermission} to ${reader ?? `the identity that reads account ${gap.accountId}`}, then scan again.`;
  }
  const cluster = gap.clusterArn === null ? null : clusterNameOf(gap.clusterArn);
  if (gap.service === "kubernetes" && cluster !== null) {
    const remedy = clusterRemedy(gap.error, cluster);
    if (remedy !== null) return remedy;
  }
  if (gap.region !== null && /UnrecognizedClient|InvalidClientToken|OptInRequired/i.test(gap.error))
    return "So AWS answers where the region is not enabled in the account: nothing is missing then. Else renew the credentials, and scan again.";
  if (/throttl|TooManyRequests|RequestLimit/i.test(gap.error))
    return "AWS limited the rate of calls for too long: scan again when others read less.";
  if (/timeout|ECONN|ENOTFOUND|EAI_AGAIN|network|socket/i.test(gap.error)) {
    return `Check that the ${gap.service} endpoint${gap.region ? ` of ${gap.region}` : ""} can be reached from here, then scan again.`;
  }
  if (/expired|credential|token/i.test(gap.error)) return "Renew the credentials, then scan again.";
  return "Scan again; if it stays, the message says what the service answered.";
}

function clusterRemedy(error: string, cluster: string): string | null {
  if (/^Forbidden/i.test(error)) return `Apply public/kubernetes/reader.yaml to ${cluster}, then scan again.`;
  if (/^Unauthorized/i.test(error)) return `Make the reader known to ${cluster} as the message says, then scan again.`;
  if (/^NoEndpoint/i.test(error)) return `Scan again when ${cluster} is ACTIVE.`;
  if (/timeout|ECONN|ENOTFOUND|EAI_AGAIN|network|socket/i.test(error))
    return `Check that the API endpoint of ${cluster} can be reached from here, then scan again.`;
  return null;
}
