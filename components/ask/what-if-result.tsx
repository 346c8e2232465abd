"use client";
import { useState } from "react";
import { ExportMenu } from "@/components/parts/export-menu";
import { counted, formatNumber } from "@/components/shared/number";
import { RoleLink } from "@/components/shared/role-link";
import { Verdict } from "@/components/shared/verdict";
import { WorkloadLink } from "@/components/shared/workload-link";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import type { FromSnapshot, ServiceChange, WhatIfAnswer, WhatIfRow } from "@/lib/contracts/api";
import { AnswerLine } from "./answer-line";

const first = 50;

/** Who gains and who loses, workload by workload. */
export function WhatIfResult({ answer }: { answer: FromSnapshot<WhatIfAnswer> }) {
  const { data } = answer;
  const [all, setAll] = useState(false);
  const shown = all ? data.rows : data.rows.slice(0, first);
  return (
    <section aria-label="What would change" className="flex flex-col gap-3">
      <AnswerLine sentence={data.sentence} actions={<ExportMenu what="what-if" read={() => file(answer)} />} />
      <p className="tnum flex flex-wrap gap-x-4 text-n8">
        <span>{counted(data.rolesTouched, "role", "roles")} touched</span>
        <span>{counted(data.workloadsTouched, "workload", "workloads")} touched</span>
        <span className={data.losing > 0 ? "text-remove" : undefined}>
          − {formatNumber(data.losing)} lose something
        </span>
        <span className={data.gaining > 0 ? "text-add" : undefined}>+ {formatNumber(data.gaining)} gain something</span>
      </p>
      {data.before === null ? null : (
        <Disclosure title="The document that stands there now" className="text-n8">
          <div className="pt-1">
            <CodeBlock text={data.before} what="present document" />
          </div>
        </Disclosure>
      )}
      <ul className="flex flex-col gap-3">
        {shown.map((row) => (
          <li key={`${row.workload.id} ${row.role.arn}`}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {shown.length < data.rows.length ? (
        <div>
          <Button onClick={() => setAll(true)}>Show {formatNumber(data.rows.length - shown.length)} more</Button>
        </div>
      ) : null}
      {data.rowCount > data.rows.length ? (
        <p className="text-n8">
          The first {formatNumber(data.rows.length)} of {counted(data.rowCount, "workload", "workloads")}.
        </p>
      ) : null}
    </section>
  );
}

function Row({ row }: { row: WhatIfRow }) {
  return (
    <article className="rounded-panel border border-line px-3 py-2">
      <WorkloadLink workload={row.workload} className="block" />
      <div className="text-n8">
        {row.directness === "onward" ? "through a further role, " : null}
        <RoleLink role={row.role} />
      </div>
      {row.credentials === null ? null : (
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="text-change">~ the way to its credentials:</span>
          <Verdict verdict={row.credentials.before} /> → <Verdict verdict={row.credentials.after} />
        </p>
      )}
      <Changes sign="−" word="loses" className="text-remove" changes={row.lost} />
      <Changes sign="+" word="gains" className="text-add" changes={row.gained} />
      <Changes sign="~" word="only conditionally now" className="text-change" changes={row.weakened} />
      <Changes sign="~" word="certain now" className="text-change" changes={row.strengthened} />
    </article>
  );
}

function Changes({
  sign,
  word,
  className,
  changes,
}: {
  sign: string;
  word: string;
  className: string;
  changes: readonly ServiceChange[];
}) {
  if (changes.length === 0) return null;
  return (
    <ul aria-label={word} className="mt-1">
      {changes.map((change) => (
        <li key={change.service} className="flex gap-2">
          <span className={className}>
            <span aria-hidden="true" className="inline-block w-4">
              {sign}
            </span>
            <span className="whitespace-nowrap">{word}</span>
          </span>
          <span className="min-w-0">
            {change.name}: {change.levels.join(", ").toLowerCase()}, {counted(change.actionCount, "action", "actions")}{" "}
            <code className="break-words text-n8">
              {change.actions.slice(0, 8).join(", ")}
              {change.actionCount > 8 ? ", …" : null}
            </code>
            {change.resources.length > 0 ? (
              <code className="block break-all text-n8">on {change.resources.join(", ")}</code>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function file({ snapshot, data }: FromSnapshot<WhatIfAnswer>) {
  const kinds = ["lost", "gained", "weakened", "strengthened"] as const;
  return {
    json: { format: "podlens.what-if/v1", snapshot, answer: data },
    columns: ["workload", "role", "directness", "change", "service", "levels", "actions", "resources"],
    rows: data.rows.flatMap((row) => [
      ...(row.credentials === null
        ? []
        : [
            [
              row.workload.id,
              row.role.arn,
              row.directness,
              "credentials",
              "",
              `${row.credentials.before} → ${row.credentials.after}`,
              "",
              "",
            ],
          ]),
      ...kinds.flatMap((kind) =>
        row[kind].map((change) => [
          row.workload.id,
          row.role.arn,
          row.directness,
          kind,
          change.service,
          change.levels.join("; "),
          change.actions.join(" "),
          change.resources.join(" "),
        ]),
      ),
    ]),
  };
}
