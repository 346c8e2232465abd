"use client";
import { PageHeader } from "@/components/shared/page-header";
import { Failed, Loading } from "@/components/shared/states";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { OverviewAnswer, SnapshotStamp } from "@/lib/contracts/api";
import { Lists } from "./lists";
import { Reading } from "./reading";
import { Summary } from "./summary";
import { Troubles } from "./troubles";

/** The first page: what this estate is, what is wrong, what could not be read, when it was read. */
export function OverviewPage() {
  const query = useEstateQuery<OverviewAnswer>("/api/overview");
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={14} />;
  return <Filled answer={query.data.data} snapshot={query.data.snapshot} />;
}

function Filled({ answer, snapshot }: { answer: OverviewAnswer; snapshot: SnapshotStamp }) {
  return (
    <>
      <PageHeader title="Overview">
        <Summary answer={answer} />
        <Reading answer={answer} snapshot={snapshot} />
      </PageHeader>
      <div className="grid items-start gap-x-10 px-4 pb-8 sm:px-gutter xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <Troubles answer={answer} />
        <Lists answer={answer} />
      </div>
    </>
  );
}
