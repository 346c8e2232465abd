"use client";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { errorBody } from "@/lib/client/api";
import { useReports } from "@/lib/client/reports";
import { NewReport } from "./new-report";
import { ReportEntry } from "./report-entry";

/** What to make, and what was made. */
export function ReportsPage() {
  const query = useReports();
  const jobs = query.data?.jobs ?? [];
  return (
    <>
      <PageHeader title="Reports">
        <p className="max-w-lines text-n8">
          A report is made of one snapshot and says so: the same point in time gives the same bytes. A manifest with the
          hash of the file goes with it
          {query.data?.signed ? ", signed with the configured key." : "; it is signed where a key is configured."}
        </p>
      </PageHeader>
      <NewReport />
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={4} /> : null}
      {query.data ? (
        <Section title="Made here">
          {jobs.length === 0 ? (
            <Empty title="No report yet">Choose above what it is to say; it stays here with its manifest.</Empty>
          ) : (
            <ul className="max-w-page divide-y divide-line border-line border-y">
              {jobs.map((job) => (
                <ReportEntry key={job.id} job={job} />
              ))}
            </ul>
          )}
        </Section>
      ) : null}
    </>
  );
}
