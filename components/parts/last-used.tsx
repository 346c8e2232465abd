"use client";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { Time } from "@/components/shared/time";
import { Disclosure } from "@/components/ui/disclosure";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import { type LastUsedAnswer, pageHref, type UsedBy } from "@/lib/contracts/api";

/** Days that are looked back on. */
const days = 90;

/** What CloudTrail tells of a workload or a role: last used, how often, from where; and what was not watched. */
export function LastUsedSection({ workload, role }: { workload?: string; role?: string }) {
  const subject = workload === undefined ? { role } : { workload };
  const query = useActivityQuery<LastUsedAnswer>("/api/activity/last-used", subject);
  const page = (path: string) =>
    pageHref(path, workload === undefined ? { role: [role ?? ""] } : { workload: [workload] });
  return (
    <Section
      title="What it did"
      note={
        <span className="flex flex-wrap gap-x-4">
          <Link href={page("/activity")} className="link">
            Assumptions
          </Link>
          <Link href={page("/activity/usage")} className="link">
            Used and granted
          </Link>
          <Link href={pageHref("/activity/incident", subject)} className="link">
            Incident
          </Link>
        </span>
      }
    >
      {query.isError ? <p className="text-n8">{errorBody(query.error).message}</p> : null}
      {query.data ? <Uses answer={query.data} /> : null}
    </Section>
  );
}

function Uses({ answer }: { answer: LastUsedAnswer }) {
  const { watched } = answer;
  const nothing = answer.assumptions + answer.deniedAssumptions + answer.calls === 0;
  return (
    <div className="flex max-w-page flex-col gap-3">
      <p data-answer-use>
        {nothing ? (
          watched.state === "none" ? (
            "Nothing was watched, so nothing can be said."
          ) : (
            `Nothing was seen in ${days} days${watched.state === "part" ? ", of which not all was watched" : ""}.`
          )
        ) : (
          <>
            {answer.lastAssumed === null ? "No assumption was recorded" : "Last assumed "}
            {answer.lastAssumed === null ? null : <Time at={answer.lastAssumed} />}
            {", "}
            {counted(answer.assumptions, "assumption", "assumptions")} and {counted(answer.calls, "call", "calls")}{" "}
            since <Time at={answer.from} />
            {answer.deniedAssumptions + answer.deniedCalls > 0 ? (
              <span className="text-high">
                {`; ✕ ${formatNumber(answer.deniedAssumptions)} assumptions and ${formatNumber(answer.deniedCalls)} calls denied`}
              </span>
            ) : null}
            .
          </>
        )}
      </p>
      {watched.limits.length === 0 ? null : (
        <Disclosure title="What was not watched" className="text-n8">
          <ul className="list-disc pl-5 text-n8">
            {watched.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </Disclosure>
      )}
      {nothing ? null : (
        <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
          <Names title="Pods" rows={answer.pods} empty="not recorded" />
          <Names title="Nodes" rows={answer.nodes} empty="not recorded" />
          <Names title="Addresses" rows={answer.addresses} empty="not recorded" />
        </div>
      )}
    </div>
  );
}

function Names({ title, rows, empty }: { title: string; rows: readonly UsedBy[]; empty: string }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-n8">{title}</h3>
      {rows.length === 0 ? <p className="text-n8">{empty}</p> : null}
      <ul>
        {rows.slice(0, 6).map((row) => (
          <li key={row.name} className="flex gap-2 border-line border-b py-0.5">
            <code className="min-w-0 flex-1 truncate" title={row.name}>
              {row.name}
            </code>
            <span className="tnum text-n8">{formatNumber(row.count)}</span>
          </li>
        ))}
      </ul>
      {rows.length > 6 ? <p className="text-n8 text-xs">and {formatNumber(rows.length - 6)} more</p> : null}
    </div>
  );
}
