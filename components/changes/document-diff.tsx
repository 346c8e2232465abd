"use client";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import type { ChangedDocument, PolicyAnswer } from "@/lib/contracts/api";
import { type DiffLine, type DiffRow, diffRows, nearDifferences } from "./diff-lines";

const around = 4;

/** A document as it was beside what it is; alone where there was or is none. */
export function DocumentDiff({ document: { title, before, after } }: { document: ChangedDocument }) {
  if (before === null || after === null) {
    const only = after ?? before;
    if (only === null) return null;
    const words = before === null ? "It was not there before." : "It is not there any more.";
    return (
      <section aria-label={title}>
        <h3 className={before === null ? "text-add" : "text-remove"}>
          <span aria-hidden="true">{before === null ? "+ " : "− "}</span>
          {words}
        </h3>
        <Only policy={only} />
      </section>
    );
  }
  if (before.json === null || after.json === null) {
    return (
      <section aria-label={title} className="grid gap-4 md:grid-cols-2">
        <Only policy={before} />
        <Only policy={after} />
      </section>
    );
  }
  return <SideBySide title={title} before={before.json} after={after.json} />;
}

function Only({ policy }: { policy: PolicyAnswer }) {
  return (
    <div className="min-w-0">
      {policy.problem === null ? null : <p className="text-medium">{policy.problem}</p>}
      {policy.json === null ? null : <CodeBlock text={policy.json} what={`JSON of ${policy.name}`} />}
    </div>
  );
}

function SideBySide({ title, before, after }: { title: string; before: string; after: string }) {
  const rows = useMemo(() => diffRows(before, after), [before, after]);
  const [all, setAll] = useState(false);
  const shown = all ? rows : nearDifferences(rows, around);
  const same = rows.every(({ kind }) => kind === "same");
  return (
    <section aria-label={`${title}, before and after`} className="flex flex-col gap-1">
      {same ? <p className="text-n8">The text is the same.</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <div tabIndex={0} className="max-h-[36rem] overflow-auto rounded-control border border-line bg-n1">
        <table className="w-full border-collapse font-mono text-xs leading-4.5 max-sm:hidden">
          <caption className="sr-only">{title}, before and after</caption>
          <thead className="sticky top-0 bg-n1 font-sans">
            <tr className="border-line border-b text-left text-n8">
              <th scope="col" colSpan={2} className="w-1/2 px-2 py-1 font-normal">
                Before
              </th>
              <th scope="col" colSpan={2} className="w-1/2 border-line border-l px-2 py-1 font-normal">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) =>
              row === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: what is left out has no identity but its place
                <tr key={at}>
                  <td colSpan={4} className="px-2 text-center text-n7">
                    …
                  </td>
                </tr>
              ) : (
                <Line key={`${row.before.number} ${row.after.number}`} row={row} />
              ),
            )}
          </tbody>
        </table>
        <Unified rows={shown} />
      </div>
      {!all && shown.includes(null) ? (
        <div data-chrome>
          <Button variant="quiet" onClick={() => setAll(true)}>
            Show the whole document
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** One under the other, where there is no room for two. */
function Unified({ rows }: { rows: readonly (DiffRow | null)[] }) {
  return (
    <ol className="px-2 py-1 font-mono text-xs leading-4.5 sm:hidden">
      {rows.map((row, at) =>
        row === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is left out has no identity but its place
          <li key={at} className="text-n7">
            …
          </li>
        ) : (
          <li key={`${row.before.number} ${row.after.number}`} className="whitespace-pre-wrap break-all">
            {row.kind === "same" || row.before.number === null ? null : (
              <div className="text-remove">
                − <Pieces line={row.before} />
              </div>
            )}
            {row.after.number === null ? null : (
              <div className={row.kind === "same" ? "text-n9" : "text-add"}>
                {row.kind === "same" ? "  " : "+ "}
                <Pieces line={row.after} />
              </div>
            )}
          </li>
        ),
      )}
    </ol>
  );
}

function Line({ row }: { row: DiffRow }) {
  const gone = row.kind === "removed" || row.kind === "changed";
  const come = row.kind === "added" || row.kind === "changed";
  return (
    <tr className="align-top">
      <Side line={row.before} sign={gone ? "−" : ""} className={gone ? "text-remove" : "text-n9"} />
      <Side line={row.after} sign={come ? "+" : ""} className={come ? "text-add" : "text-n9"} border />
    </tr>
  );
}

function Side({
  line,
  sign,
  className,
  border = false,
}: {
  line: DiffLine;
  sign: string;
  className: string;
  border?: boolean;
}) {
  return (
    <>
      <td className={cx("w-10 select-none px-1 text-right text-n7", border && "border-line border-l")}>
        {line.number === null ? "" : `${sign} ${line.number}`}
      </td>
      <td className={cx("whitespace-pre-wrap break-all px-1", className)}>
        <Pieces line={line} />
      </td>
    </>
  );
}

function Pieces({ line }: { line: DiffLine }) {
  return (
    <>
      {line.pieces.map((piece, at) =>
        piece.differs ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the line
          <mark key={at} className="bg-transparent font-semibold text-inherit underline">
            {piece.text}
          </mark>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the line
          <span key={at}>{piece.text}</span>
        ),
      )}
    </>
  );
}
