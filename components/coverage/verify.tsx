"use client";
import { useMutation } from "@tanstack/react-query";
import { counted, formatNumber } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { Failed } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { SkeletonRows } from "@/components/ui/skeleton";
import { apiSend, errorBody } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { VerifyAnswer, VerifyComparison } from "@/lib/contracts/api";
import { ContradictionView } from "./contradiction-view";

const sample = 100;

/** Own decisions beside IAM's policy simulator, and beside what was recorded: what does not agree is shown. */
export function Verify() {
  const { id } = useSnapshotChoice();
  const check = useMutation({
    mutationFn: () => apiSend<VerifyAnswer>("POST", "/api/verify", { snapshot: id ?? "latest", sample }),
  });
  return (
    <Section title="Does it agree with AWS" id="verify">
      <div className="flex max-w-page flex-col gap-3">
        <p className="text-n8">
          {formatNumber(sample)} of its decisions are put to IAM's policy simulator (which needs the permission
          iam:SimulateCustomPolicy), and every recorded success and denial is compared with what it would have said.
        </p>
        <div data-chrome>
          <Button onClick={() => check.mutate()} disabled={check.isPending}>
            {check.isPending ? "Comparing, about a minute" : "Verify"}
          </Button>
        </div>
        {check.isError ? <Failed error={errorBody(check.error)} onRetry={() => check.mutate()} /> : null}
        {check.isPending ? <SkeletonRows rows={3} label="Comparing" /> : null}
        {check.data ? <Result answer={check.data} /> : null}
      </div>
    </Section>
  );
}

function Result({ answer }: { answer: VerifyAnswer }) {
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-md">
        {answer.contradictions === 0
          ? "Nothing contradicts what Podlens says."
          : `${counted(answer.contradictions, "decision contradicts", "decisions contradict")} what Podlens says; both sides are below.`}{" "}
        <span className="text-n8">
          Compared <Time at={answer.finishedAt} />
        </span>
      </p>
      <Comparison title="IAM's policy simulator" comparison={answer.simulator} />
      <Comparison title="Recorded outcomes" comparison={answer.recorded} />
    </div>
  );
}

/** Contradictions that stand on the page; the command line has them all. */
const shown = 50;

function Comparison({ title, comparison }: { title: string; comparison: VerifyComparison }) {
  const left = comparison.leftOut.reduce((sum, each) => sum + each.count, 0);
  return (
    <section aria-label={title}>
      <h3 className="font-medium">{title}</h3>
      <p className={comparison.state === "compared" ? "text-n9" : "text-medium"}>
        {comparison.message}
        {comparison.missingPermission === null ? null : (
          <>
            {" Missing: "}
            <code>{comparison.missingPermission}</code>.
          </>
        )}
      </p>
      <p className="tnum text-n8">
        {counted(comparison.compared, "decision", "decisions")} compared, {formatNumber(comparison.agreed)} agree,{" "}
        {formatNumber(comparison.contradictions.length)} contradict
      </p>
      {comparison.contradictions.length > 0 ? (
        <ul className="mt-2 flex flex-col gap-2">
          {comparison.contradictions.slice(0, shown).map((contradiction, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one question may be contradicted twice
            <li key={at}>
              <ContradictionView contradiction={contradiction} />
            </li>
          ))}
          {comparison.contradictions.length > shown ? (
            <li className="text-n8">
              {formatNumber(comparison.contradictions.length - shown)} more: `podlens verify` lists them all.
            </li>
          ) : null}
        </ul>
      ) : null}
      {left > 0 ? (
        <Disclosure title={`${counted(left, "decision", "decisions")} left out`} className="mt-1 text-n8">
          <ul>
            {comparison.leftOut.map((each) => (
              <li key={each.code} className="flex gap-3">
                <span className="tnum w-12 shrink-0 text-right">{formatNumber(each.count)}</span>
                <span>{each.text}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </section>
  );
}
