import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Verdict } from "@/components/shared/verdict";
import { WorkloadParts } from "@/components/shared/workload-parts";
import type { OverviewAnswer, WorkloadRow } from "@/lib/contracts/api";
import type { Verdict as VerdictWord } from "@/lib/domain/identity/binding";
import { OverviewFindings } from "./findings";

/** What is wrong: findings first, then workloads that do not simply work, the first of each verdict with its because. */
export function Troubles({ answer }: { answer: OverviewAnswer }) {
  const groups = [
    { verdict: "denied", title: "Cannot get their role", rows: answer.broken },
    { verdict: "unknown", title: "Could not be decided", rows: answer.unknown },
    { verdict: "conditional", title: "Get their role under a condition", rows: answer.conditional },
  ] as const;
  const filled = groups.filter((group) => group.rows.length > 0);
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <OverviewFindings summary={answer.findings} gaps={answer.counts.gaps.value} />
      {filled.length === 0 ? (
        <section aria-label="Paths">
          <h2 className="mb-1 font-semibold text-md">Paths</h2>
          <p className="text-n8">
            {answer.counts.workloads.value === 0
              ? "There is no workload to judge."
              : "Every workload gets the role that it is set up to use."}
          </p>
        </section>
      ) : null}
      {filled.map((group) => (
        <Group
          key={group.verdict}
          verdict={group.verdict}
          title={group.title}
          rows={group.rows}
          figure={answer.verdicts.find((each) => each.verdict === group.verdict)?.figure}
        />
      ))}
    </div>
  );
}

function Group({
  verdict,
  title,
  rows,
  figure,
}: {
  verdict: VerdictWord;
  title: string;
  rows: readonly WorkloadRow[];
  figure: { readonly value: number; readonly href: string } | undefined;
}) {
  return (
    <section aria-label={title} className="min-w-0">
      <div className="flex items-baseline justify-between gap-3 border-line-strong border-b pb-1">
        <h2 className="flex items-center gap-2 font-semibold text-md">
          <Verdict verdict={verdict} className="text-sm" />
          <span className="text-n8 font-normal" aria-hidden="true">
            ·
          </span>
          {title}
        </h2>
        {figure ? (
          <Link href={figure.href} className="link tnum whitespace-nowrap">
            {figure.value > rows.length ? `All ${formatNumber(figure.value)}` : formatNumber(figure.value)}
          </Link>
        ) : null}
      </div>
      <ul>
        {rows.map((row) => (
          <li
            key={row.id}
            className="grid gap-x-4 border-line border-b py-1.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
          >
            <div className="min-w-0">
              <Link href={row.href} className="block min-w-0 hover:underline" title={name(row)}>
                {row.kind === "node" ? <span className="font-medium">nodes</span> : <WorkloadParts workload={row} />}
              </Link>
              <p className="truncate text-n8" title={row.clusterName ?? row.issuer ?? undefined}>
                {row.clusterName ?? row.issuer}
              </p>
            </div>
            <p className="line-clamp-2 min-w-0 text-n9" title={row.because ?? undefined}>
              {row.because}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function name(row: WorkloadRow): string {
  return row.kind === "node" ? "nodes" : `${row.namespace ?? "*"}/${row.serviceAccount ?? "*"}`;
}
