import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { Verdict } from "@/components/shared/verdict";
import { WorkloadLink } from "@/components/shared/workload-link";
import { SkeletonRows } from "@/components/ui/skeleton";
import { type ApiErrorBody, pageHref, type ResourceQuestion, type WhoCanAnswer } from "@/lib/contracts/api";

/** One question with how many workloads can, how surely, and the first of them. */
export function QuestionCard({
  question,
  answer,
  error,
}: {
  question: ResourceQuestion;
  answer: WhoCanAnswer | null;
  error: ApiErrorBody | null;
}) {
  const { action, resource, verb } = question;
  const href = pageHref("/ask", { action, resource });
  return (
    <article aria-label={`Who can ${verb}`} className="flex min-w-0 flex-col rounded-panel border border-line">
      <header className="border-line border-b px-3 py-2">
        <h3 className="font-medium">
          <Link href={href} className="link">
            {verb.charAt(0).toUpperCase() + verb.slice(1)}
          </Link>
        </h3>
        <code className="block break-all text-n8">{action}</code>
      </header>
      <div className="flex flex-1 flex-col gap-1 px-3 py-2">
        {error === null ? null : <p className="text-medium">{error.message}</p>}
        {error === null && answer === null ? <SkeletonRows rows={3} /> : null}
        {answer?.total === 0 ? (
          <p className="text-n8">
            No workload that was read{answer.layersNotRead.length > 0 ? ", with layers not read" : ""}.
          </p>
        ) : null}
        {answer && answer.total > 0 ? (
          <>
            <p className="tnum flex flex-wrap gap-x-3">
              {(["allowed", "conditional", "unknown"] as const).map((verdict) =>
                answer.counts[verdict] === 0 ? null : (
                  <Link
                    key={verdict}
                    href={pageHref("/ask", { action, resource, verdict: [verdict] })}
                    className="inline-flex min-h-6 items-center gap-1.5 hover:underline"
                  >
                    <Verdict verdict={verdict} />
                    {formatNumber(answer.counts[verdict])}
                  </Link>
                ),
              )}
            </p>
            <ul className="min-w-0">
              {answer.rows.map((row) => (
                <li key={row.workload.id} className="truncate border-line border-t py-0.5">
                  <WorkloadLink workload={row.workload} />
                  {row.directness === "onward" ? <span className="text-n8">, onward</span> : null}
                </li>
              ))}
            </ul>
            <p className="mt-auto pt-1">
              <Link href={href} className="link">
                {counted(answer.total, "workload", "workloads")}, with paths
              </Link>
            </p>
          </>
        ) : null}
      </div>
    </article>
  );
}
