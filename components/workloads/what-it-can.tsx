"use client";
import { LayersNotRead } from "@/components/shared/layers-not-read";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { ReachedRoles } from "@/components/shared/reached-roles";
import { ServiceMatrix } from "@/components/shared/service-matrix";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { pageHref, type WhatCanAnswer, type WorkloadRef } from "@/lib/contracts/api";

/** What the credentials of a workload can do; nothing is asked where it has none. */
export function useWhatItCan(workload: WorkloadRef, has: boolean) {
  return useEstateQuery<WhatCanAnswer>("/api/ask/what-can", { subject: workload.id }, { enabled: has });
}

/** Services by access level, and the roles behind its own: each cell leads to the grants that make it. */
export function WhatItCan({ workload, answer }: { workload: WorkloadRef; answer: ReturnType<typeof useWhatItCan> }) {
  const ask = pageHref("/ask", { tab: "what-can", subject: workload.id });
  return (
    <>
      <Section
        title="What it can do"
        note={
          <Link href={ask} className="link">
            Ask
          </Link>
        }
      >
        {answer.isError ? <p className="text-medium">{errorBody(answer.error).message}</p> : null}
        {answer.isPending && answer.isFetching ? <SkeletonRows rows={4} /> : null}
        {answer.data ? (
          <div className="flex max-w-page flex-col gap-2">
            <LayersNotRead layers={answer.data.data.layersNotRead} />
            <ServiceMatrix
              services={answer.data.data.services}
              chosen={{ service: "", level: "" }}
              hrefOf={(cell) => pageHref("/ask", { tab: "what-can", subject: workload.id, ...cell })}
            />
          </div>
        ) : null}
      </Section>
      {answer.data && answer.data.data.reached.length > 0 ? (
        <Section
          title="Roles that its credentials can assume"
          note={counted(answer.data.data.reached.length, "role", "roles")}
        >
          <ReachedRoles reached={answer.data.data.reached} />
        </Section>
      ) : null}
    </>
  );
}
