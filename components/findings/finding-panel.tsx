"use client";
import type { ReactNode } from "react";
import { RowPanel } from "@/components/parts/row-panel";
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
  return (
    <RowPanel<FindingDetail>
      href={href}
      pattern={findingHref}
      onClose={onClose}
      title={(detail) => detail?.rule.title ?? "Finding"}
    >
      {(detail) => (
        <>
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
        </>
      )}
    </RowPanel>
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
