"use client";
import Link from "next/link";
import { Failed } from "@/components/shared/states";
import { buttonClass } from "@/components/ui/button";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { WorkloadDetail } from "@/lib/contracts/api";
import { workloadAnswer } from "./answer";
import { BindingCard } from "./binding-card";
import { workloadName, workloadPlace } from "./workload-name";

/** Five segments, none of them a dot segment: what the address names must be a workload of ours and nothing else. */
const workloadHref = /^\/workloads(\/(?!\.{1,2}(\/|$))[^/?#\\]+){5}$/;

/** One workload beside the list; its page has the rest. */
export function WorkloadPanel({ href, onClose }: { href: string | null; onClose: () => void }) {
  const known = href !== null && workloadHref.test(href);
  const query = useEstateQuery<WorkloadDetail>(`/api${href ?? ""}`, {}, { enabled: known, keepPrevious: true });
  const detail = query.data?.data;
  return (
    <SidePanel
      open={known}
      onClose={onClose}
      title={detail ? workloadName(detail.workload) : "Workload"}
      actions={
        href === null ? null : (
          <Link href={href} className={buttonClass("plain")}>
            Open page
          </Link>
        )
      }
    >
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <SkeletonRows rows={6} /> : null}
      {detail ? (
        <div className="flex flex-col gap-4">
          <p className="text-n8">{workloadPlace(detail.workload)}</p>
          <p className="text-md">{workloadAnswer(detail)}</p>
          {detail.bindings.map((binding) => (
            <BindingCard key={binding.id} binding={binding} />
          ))}
        </div>
      ) : null}
    </SidePanel>
  );
}
