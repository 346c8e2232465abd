"use client";
import { useEvidenceAddress } from "@/components/shared/evidence";
import { evidenceAddress } from "@/components/shared/evidence-address";
import { OpenPage } from "@/components/shared/open-page";
import { PolicyView } from "@/components/shared/policy-view";
import { Failed } from "@/components/shared/states";
import { Notice } from "@/components/ui/notice";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { PolicyAnswer, PolicyDetail, RoleDetail, WorkloadDetail } from "@/lib/contracts/api";

/** The policy that a claim rests on, opened beside the page with the statement marked. */
export function EvidencePanel() {
  const [href, open] = useEvidenceAddress();
  const at = href === null ? null : evidenceAddress(href);
  const query = useEstateQuery<PolicyDetail | RoleDetail | WorkloadDetail>(
    `/api${at?.path ?? ""}`,
    {},
    { enabled: at !== null },
  );
  const policy = query.data && at ? policyIn(query.data.data, at.policy) : null;
  return (
    <SidePanel
      open={at !== null}
      onClose={() => void open(null)}
      title={policy?.name ?? "Policy"}
      actions={<OpenPage href={href} />}
    >
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {at !== null && query.isPending ? <SkeletonRows rows={5} /> : null}
      {policy ? <PolicyView policy={policy} marked={at?.statement ?? null} /> : null}
      {query.data && policy === null ? (
        <Notice icon="warning">The policy is not where the statement was found: open the page instead.</Notice>
      ) : null}
    </SidePanel>
  );
}

function policyIn(detail: PolicyDetail | RoleDetail | WorkloadDetail, wanted: string | null): PolicyAnswer | null {
  if ("policy" in detail) return detail.policy;
  if ("trustPolicy" in detail) {
    if (wanted === "trust") return detail.trustPolicy;
    if (wanted === "boundary") return detail.boundary;
    return detail.policies.find((policy) => policy.arn === wanted || policy.name === wanted) ?? null;
  }
  const sessions = detail.bindings.flatMap((binding) => binding.association?.sessionPolicy ?? []);
  return sessions[0] ?? null;
}
