"use client";
import { AccessPathView } from "@/components/shared/access-path";
import { formatNumber } from "@/components/shared/number";
import { OpenPage } from "@/components/shared/open-page";
import { Failed } from "@/components/shared/states";
import { workloadTitle } from "@/components/shared/workload-link";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { segmentValue, type WhoCanAnswer } from "@/lib/contracts/api";

/** The paths of one workload of the answer, beside it. */
export function WhoCanPanel({
  query,
  href,
  onClose,
}: {
  query: { readonly action: string; readonly resource: string };
  href: string | null;
  onClose: () => void;
}) {
  const at = href === null ? null : workloadAt(href);
  // Its row by name and place, without the other filters: a link to it works whatever stands around.
  const answer = useEstateQuery<WhoCanAnswer>(
    "/api/ask/who-can",
    {
      action: query.action,
      resource: query.resource,
      account: at?.account ? [at.account] : [],
      namespace: at?.namespace ? [at.namespace] : [],
      q: at?.name ?? "",
      limit: 500,
    },
    { enabled: at !== null },
  );
  const row = answer.data?.data.rows.find((each) => each.workload.href === href) ?? null;
  return (
    <SidePanel
      open={at !== null}
      onClose={onClose}
      title={row ? workloadTitle(row.workload) : "Paths"}
      actions={<OpenPage href={href} />}
    >
      {answer.isError ? <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} /> : null}
      {at !== null && answer.isPending ? <SkeletonRows rows={6} /> : null}
      {answer.data && row === null ? <p>It is not in the answer to this question.</p> : null}
      {row ? (
        <div className="flex flex-col gap-3">
          <p className="text-n8">
            {row.workload.clusterName ?? row.workload.issuer}
            {row.pathCount > row.paths.length
              ? `, the best ${row.paths.length} of ${formatNumber(row.pathCount)} paths`
              : null}
          </p>
          {row.paths.map((path, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: paths stand in the order of the answer
            <AccessPathView key={at} path={path} />
          ))}
        </div>
      ) : null}
    </SidePanel>
  );
}

/** What the address of a workload's page names; null for any other address. */
function workloadAt(href: string) {
  const segments = /^\/workloads((?:\/[^/?#\\]+){5})$/.exec(href)?.[1]?.slice(1).split("/");
  if (!segments) return null;
  try {
    const [account, , , namespace, name] = segments.map((segment) => segmentValue(decodeURIComponent(segment)));
    return { account: account ?? null, namespace: namespace ?? null, name: name ?? null };
  } catch {
    return null;
  }
}
