"use client";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { counted, formatNumber } from "@/components/shared/number";
import { Failed } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { cx } from "@/components/ui/cx";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { ChangesAnswer, ChangeWord } from "@/lib/contracts/api";

const kindWords = {
  workloads: ["workload", "workloads"],
  bindings: ["binding", "bindings"],
  roles: ["role", "roles"],
} as const;

const signs: Readonly<Record<ChangeWord, { sign: string; className: string }>> = {
  gained: { sign: "+", className: "text-add" },
  lost: { sign: "−", className: "text-remove" },
  changed: { sign: "~", className: "text-change" },
};

/** What is not as it was in the snapshot before; a number opens what is behind it. */
export function Changes() {
  const answer = useEstateQuery<ChangesAnswer>("/api/changes");
  const [open, setOpen] = useQueryState("changes", parseAsString.withOptions({ history: "push" }));
  const data = answer.data?.data;
  const none = data !== undefined && data.before !== null && data.counts.every((each) => each.count === 0);
  return (
    <section aria-label="What changed">
      <div className="flex items-baseline gap-2 border-line-strong border-b pb-1">
        <h2 className="font-semibold text-md">What changed</h2>
        {data?.before ? (
          <p className="text-n8">
            since <Time at={data.before.finishedAt} />
          </p>
        ) : null}
      </div>
      {answer.isError ? <p className="py-1 text-medium">{errorBody(answer.error).message}</p> : null}
      {answer.isPending ? <SkeletonRows rows={3} /> : null}
      {data?.before === null ? (
        <p className="py-1 text-n8">This is the first snapshot: there is none to compare it with.</p>
      ) : null}
      {none ? <p className="py-1 text-n8">Nothing: workloads, bindings and roles are as they were.</p> : null}
      {data?.before && !none ? (
        <ul>
          {(["workloads", "bindings", "roles"] as const).map((kind) => (
            <li key={kind} className="flex min-h-row flex-wrap items-center gap-x-4 border-line border-b">
              <span className="w-24 capitalize">{kind}</span>
              {data.counts
                .filter((each) => each.kind === kind)
                .map(({ change, count }) =>
                  count === 0 ? (
                    <span key={change} className="tnum text-n8">
                      0 {change}
                    </span>
                  ) : (
                    <button
                      key={change}
                      type="button"
                      onClick={() => void setOpen(`${kind}-${change}`)}
                      className={cx("link tnum min-h-6", signs[change].className)}
                    >
                      <span aria-hidden="true">{signs[change].sign} </span>
                      {formatNumber(count)} {change}
                      <span className="sr-only"> {kindWords[kind][count === 1 ? 0 : 1]}</span>
                    </button>
                  ),
                )}
            </li>
          ))}
        </ul>
      ) : null}
      <ChangePanel open={open} onClose={() => void setOpen(null)} />
    </section>
  );
}

function ChangePanel({ open, onClose }: { open: string | null; onClose: () => void }) {
  const [, kind, change] = /^(workloads|bindings|roles)-(gained|lost|changed)$/.exec(open ?? "") ?? [];
  const answer = useEstateQuery<ChangesAnswer>(
    "/api/changes",
    { kind: kind ?? "", change: change ?? "" },
    { enabled: kind !== undefined },
  );
  const data = answer.data?.data;
  return (
    <SidePanel open={kind !== undefined} onClose={onClose} title={`${kind ?? ""} ${change ?? ""}`}>
      {answer.isError ? <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} /> : null}
      {kind !== undefined && answer.isPending ? <SkeletonRows rows={6} /> : null}
      {data ? (
        <>
          <ul>
            {data.rows.map((row) => (
              <li key={row.id} className="border-line border-b py-1">
                {row.href === null ? (
                  <span className="break-words">{row.title}</span>
                ) : (
                  <Link href={row.href} className="link break-words font-medium">
                    {row.title}
                  </Link>
                )}
                <span className="text-n8"> {row.context}</span>
              </li>
            ))}
          </ul>
          {data.rowCount > data.rows.length ? (
            <p className="mt-2 text-n8">
              The first {formatNumber(data.rows.length)} of {counted(data.rowCount, "thing", "things")}.
            </p>
          ) : null}
        </>
      ) : null}
    </SidePanel>
  );
}
