"use client";
import { useQuery } from "@tanstack/react-query";
import { counted } from "@/components/shared/number";
import { Failed } from "@/components/shared/states";
import { SkeletonRows } from "@/components/ui/skeleton";
import { apiGet, errorBody } from "@/lib/client/api";
import type { ChangeDetail, ChangedFindingSide, ChangeRow, FromSnapshot } from "@/lib/contracts/api";
import { CopyLinkTo } from "./copy-link-to";
import { DocumentDiff } from "./document-diff";
import { MadeByView } from "./made-by-view";
import { PermissionChanges } from "./permission-changes";

export function ChangeDetailView({
  row,
  ends,
}: {
  row: ChangeRow;
  ends: { readonly snapshot: string; readonly before: string };
}) {
  const answer = useQuery({
    queryKey: ["change", ends, row.id],
    queryFn: ({ signal }) => apiGet<FromSnapshot<ChangeDetail>>("/api/changes/detail", { ...ends, id: row.id }, signal),
  });
  const data = answer.data?.data;
  return (
    <div className="flex flex-col gap-4 pb-4 pl-8 max-sm:pl-2">
      {answer.isPending ? <SkeletonRows rows={4} /> : null}
      {answer.isError ? <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} /> : null}
      {data ? (
        <>
          {data.workloads === null ? null : (
            <p className="text-n8">
              {data.workloads === 0
                ? "No workload's credentials are under it."
                : `It bears on the credentials of ${counted(data.workloads, "workload", "workloads")}.`}
            </p>
          )}
          <Fields fields={data.fields} />
          {data.documents.map((document) => (
            <DocumentDiff key={document.title} document={document} />
          ))}
          {data.permissions === null ? null : <PermissionChanges permissions={data.permissions} />}
          {data.finding === null ? null : <FindingSides finding={data.finding} />}
          <MadeByView madeBy={data.row.madeBy} />
          <CopyLinkTo open={row.id} ends={ends} />
        </>
      ) : null}
    </div>
  );
}

function Fields({ fields }: { fields: ChangeDetail["fields"] }) {
  if (fields.length === 0) return null;
  return (
    <div className="max-w-full overflow-x-auto">
      <table className="w-full max-w-page">
        <caption className="sr-only">What it was and is</caption>
        <thead>
          <tr className="text-left text-n8">
            <th scope="col" className="w-40 py-1 pr-4 font-normal" />
            <th scope="col" className="py-1 pr-4 font-normal">
              Before
            </th>
            <th scope="col" className="py-1 font-normal">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, before, after }) => (
            <tr key={name} className="border-line border-t align-top">
              <th scope="row" className="py-1 pr-4 text-left font-normal text-n8">
                {name}
              </th>
              <td className="py-1 pr-4 break-words">
                {before === null ? <Nothing /> : <del className="text-remove no-underline">{before}</del>}
              </td>
              <td className="py-1 break-words">
                {after === null ? <Nothing /> : <ins className="text-add no-underline">{after}</ins>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Nothing() {
  return <span className="text-n7">none</span>;
}

function FindingSides({ finding }: { finding: NonNullable<ChangeDetail["finding"]> }) {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <FindingSide title="Before" side={finding.before} />
      <FindingSide title="After" side={finding.after} />
    </div>
  );
}

function FindingSide({ title, side }: { title: string; side: ChangedFindingSide | null }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="text-n8">{title}</h3>
      {side === null ? (
        <p className="text-n8">Not found.</p>
      ) : (
        <>
          <p className="font-medium">{side.severity}</p>
          <p className="text-n9">{side.severityReason}</p>
          <p className="mt-1 text-n9">{side.explanation}</p>
          <p className="mt-1 break-words text-n8">
            {counted(side.subjectCount, "subject", "subjects")}: {side.subjects.join(", ")}
            {side.subjectCount > side.subjects.length ? ", …" : null}
          </p>
        </>
      )}
    </section>
  );
}
