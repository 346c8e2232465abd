"use client";
import type { ReactNode } from "react";
import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { formatNumber } from "@/components/shared/number";
import { OpenPage } from "@/components/shared/open-page";
import { Severity } from "@/components/shared/severity";
import { Failed } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Verdict } from "@/components/shared/verdict";
import { Notice } from "@/components/ui/notice";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useReviewRow } from "@/lib/client/reviews";
import { pageHref, type ReviewRow, type ReviewRowAnswer, type ReviewSummary } from "@/lib/contracts/api";
import { severities } from "@/lib/domain/findings/finding";
import { DecideBar } from "./decide-bar";
import { DecisionOrigin, DecisionWord } from "./decision";
import { reviewRowName } from "./review-columns";
import { ownerWord } from "./words";

/** One workload of the review: what it may do, what was decided, and the decision. */
export function ReviewPanel({
  review,
  row,
  onClose,
  keys,
}: {
  review: ReviewSummary;
  row: number | null;
  onClose: () => void;
  keys: boolean;
}) {
  const query = useReviewRow(review.id, row);
  const answer = query.data;
  return (
    <SidePanel
      open={row !== null}
      onClose={onClose}
      title={answer ? reviewRowName(answer.row) : "Workload"}
      actions={<OpenPage href={answer ? pageHref(answer.row.href, { snapshot: review.snapshotId }) : null} />}
    >
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <SkeletonRows rows={6} /> : null}
      {answer ? (
        <div className="flex flex-col gap-4">
          {review.closedAt === null && row !== null ? (
            <div className="-mx-4 -mt-3">
              <DecideBar reviewId={review.id} rows={[row]} label="This workload" onDone={() => undefined} keys={keys} />
            </div>
          ) : null}
          <Facts row={answer.row} />
          <History answer={answer} />
        </div>
      ) : null}
    </SidePanel>
  );
}

function Facts({ row }: { row: ReviewRow }) {
  const findings = row.findings === null ? [] : severities.filter((severity) => (row.findings?.[severity] ?? 0) > 0);
  return (
    <>
      {row.notRead.length > 0 ? (
        <Notice icon="warning">
          Not all of it was read, so a decision is not certain.
          <ul className="mt-1 list-disc pl-4">
            {row.notRead.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Line name="Owner">{ownerWord(row.owner)}</Line>
        <Line name="Where">
          {row.cluster}, {row.accountName ?? row.accountId}
          {row.environment === null ? null : `, ${row.environment}`}
        </Line>
        <Line name="Gets">
          <ul className="flex flex-col gap-1">
            {row.bindings.map((binding) => (
              <li key={binding.id} className="flex flex-wrap items-center gap-x-2">
                <span className="break-all">{binding.roleArn.slice(binding.roleArn.lastIndexOf("/") + 1)}</span>
                <span className="text-n8">{mechanismName(binding.mechanism)}</span>
                <Verdict verdict={binding.verdict} />
                {binding.effective === false ? <span className="text-n8">not in force</span> : null}
              </li>
            ))}
          </ul>
        </Line>
        <Line name="May do">
          <p className="tnum">
            {formatNumber(row.actions)} actions of {formatNumber(row.services)} services
          </p>
          <ul>
            {row.permissions.map(({ service, level, actions, certain }) => (
              <li key={service} className="flex flex-wrap gap-x-2">
                <code>{service}</code> {level.toLowerCase()}
                <span className="tnum text-n8">
                  {formatNumber(actions)}
                  {certain ? null : ", under conditions"}
                </span>
              </li>
            ))}
          </ul>
          <Link href={pageHref("/least-privilege", { workload: row.workloadId })} className="link">
            Least privilege
          </Link>
        </Line>
        <Line name="Last used">
          {row.lastAssumedAt !== null ? <Time at={row.lastAssumedAt} /> : "no assumption was recorded"}
          {row.roleLastUsedAt !== null ? (
            <span className="block text-n8">
              role, by whomever: <Time at={row.roleLastUsedAt} />
            </span>
          ) : null}
        </Line>
        <Line name="Findings">
          {row.findings === null ? "not evaluated" : null}
          {row.findings !== null && findings.length === 0 ? "none open" : null}
          <span className="flex flex-wrap gap-x-3">
            {findings.map((severity) => (
              <span key={severity} className="inline-flex gap-1">
                <Severity severity={severity} /> <span className="tnum">{row.findings?.[severity]}</span>
              </span>
            ))}
          </span>
        </Line>
      </dl>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-n8">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function History({ answer }: { answer: ReviewRowAnswer }) {
  const { history } = answer;
  return (
    <section aria-label="Decisions">
      <h3 className="mb-1 font-semibold">Decisions</h3>
      {history.length === 0 ? <p className="text-n8">None yet.</p> : null}
      <ol className="flex flex-col gap-2">
        {[...history].reverse().map((decision) => (
          <li key={decision.seq}>
            <span className="flex flex-wrap items-baseline gap-x-2">
              <DecisionWord act={decision.act} />
              <DecisionOrigin decision={decision} />
            </span>
            {decision.rationale === "" ? null : <p className="whitespace-pre-line break-words">{decision.rationale}</p>}
            {decision.carried && (decision.act === "reduce" || decision.act === "revoke") ? (
              <p className="text-medium">Nothing changed since: it was not carried out.</p>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
