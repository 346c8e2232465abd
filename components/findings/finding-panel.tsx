"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Failed } from "@/components/shared/states";
import { buttonClass } from "@/components/ui/button";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { FindingDetail } from "@/lib/contracts/api";
import { FindingActions } from "./finding-actions";
import { FindingAnswer } from "./finding-answer";
import { FindingRemedies } from "./finding-remedies";
import { FindingSteps } from "./finding-steps";
import { FindingSubjects } from "./finding-subjects";

/** An address of ours and nothing else. */
const findingHref = /^\/findings\/(?!\.{1,2}$)[^/?#\\]+$/;

/** One finding beside the list; its page has the rest. */
export function FindingPanel({ href, onClose }: { href: string | null; onClose: () => void }) {
  const known = href !== null && findingHref.test(href);
  const query = useEstateQuery<FindingDetail>(`/api${href ?? ""}`, {}, { enabled: known });
  const detail = query.data?.data;
  return (
    <SidePanel
      open={known}
      onClose={onClose}
      title={detail ? detail.rule.title : "Finding"}
      actions={
        href === null ? null : (
          <Link href={href} className={buttonClass("plain")}>
            Open page
          </Link>
        )
      }
    >
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {known && query.isPending ? <SkeletonRows rows={6} /> : null}
      {detail ? (
        <div className="flex flex-col gap-4">
          <p className="break-words font-medium text-md">{detail.row.title}</p>
          <FindingAnswer detail={detail} />
          <FindingActions detail={detail} />
          {detail.steps.length === 0 ? null : (
            <Part title="How it comes about">
              <FindingSteps steps={detail.steps} beside={false} />
            </Part>
          )}
          <Part title="Whom it concerns">
            <FindingSubjects subjects={detail.subjects} first={10} />
          </Part>
          <Part title="What ends it">
            <FindingRemedies remedies={detail.remediation} />
          </Part>
        </div>
      ) : null}
    </SidePanel>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-semibold">{title}</h3>
      {children}
    </section>
  );
}
