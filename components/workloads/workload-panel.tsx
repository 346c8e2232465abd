"use client";
import { RowPanel } from "@/components/parts/row-panel";
import type { WorkloadDetail } from "@/lib/contracts/api";
import { workloadAnswer } from "./answer";
import { BindingCard } from "./binding-card";
import { workloadName, workloadPlace } from "./workload-name";

/** Five segments, none of them a dot segment: what the address names must be a workload of ours and nothing else. */
const workloadHref = /^\/workloads(\/(?!\.{1,2}(\/|$))[^/?#\\]+){5}$/;

/** One workload beside the list; its page has the rest. */
export function WorkloadPanel({ href, onClose }: { href: string | null; onClose: () => void }) {
  return (
    <RowPanel<WorkloadDetail>
      href={href}
      pattern={workloadHref}
      keepPrevious
      onClose={onClose}
      title={(detail) => (detail ? workloadName(detail.workload) : "Workload")}
    >
      {(detail) => (
        <>
          <p className="text-n8">{workloadPlace(detail.workload)}</p>
          <p className="text-md">{workloadAnswer(detail)}</p>
          {detail.bindings.map((binding) => (
            <BindingCard key={binding.id} binding={binding} />
          ))}
        </>
      )}
    </RowPanel>
  );
}
