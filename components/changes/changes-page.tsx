"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { counted } from "@/components/shared/number";
import { PageHeader } from "@/components/shared/page-header";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Notice } from "@/components/ui/notice";
import { apiGet, errorBody } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { ChangesAnswer, FromSnapshot } from "@/lib/contracts/api";
import { ChangeRowView } from "./change-row";
import { ChangeSummary } from "./change-summary";
import { ChangesBar } from "./changes-bar";
import { ChangesExportMenu } from "./changes-export-menu";
import { SnapshotPicker } from "./snapshot-picker";
import { useChangesAddress } from "./use-changes-address";

const step = 100;

/** What is not as it was between two snapshots, what raises the risk first. */
export function ChangesPage() {
  const { id } = useSnapshotChoice();
  const [address, setAddress] = useChangesAddress();
  const later = address.b === "" ? id : address.b;
  const filter = { kind: address.kind, change: address.change, risk: address.risk, q: address.q };
  const [shown, setShown] = useState(step);
  const query = { snapshot: later, before: address.a, ...filter };
  const answer = useQuery({
    queryKey: ["changes", query, shown],
    queryFn: ({ signal }) =>
      apiGet<FromSnapshot<ChangesAnswer>>("/api/changes", { ...query, limit: Math.min(shown, 500) }, signal),
    enabled: later !== null,
    placeholderData: keepPreviousData,
  });
  const data = answer.data?.data;
  const filtered = filter.kind.length + filter.change.length + filter.risk.length > 0 || filter.q !== "";
  const clear = () => void setAddress({ kind: null, change: null, risk: null, q: null });
  const set: typeof setAddress = (values, options) => {
    setShown(step);
    return setAddress(values, options);
  };

  return (
    <>
      <PageHeader title="Changes" actions={data?.before ? <ChangesExportMenu query={query} /> : undefined}>
        <SnapshotPicker later={later} answer={data ?? null} />
        {data && !answer.isPlaceholderData && data.before && !data.same ? (
          <p className="max-w-page text-md" role="status">
            {data.sentence}
          </p>
        ) : null}
      </PageHeader>
      <div className="flex flex-col gap-3 px-4 pb-8 sm:px-gutter">
        {answer.isError ? <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} /> : null}
        {answer.isPending ? <Loading rows={10} /> : null}
        {data?.before === null ? (
          <Empty title="There is nothing to compare yet">
            This is the only snapshot of its scope. After the next scan, what came, went and changed stands here.
          </Empty>
        ) : null}
        {data?.same ? <Empty title="Both sides are the same snapshot">Choose another one on either side.</Empty> : null}
        {data?.before && !data.same && !answer.isError ? (
          <div className={cx("flex flex-col gap-3", answer.isPlaceholderData && "opacity-70")}>
            {data.limits.map((limit) => (
              <Notice key={limit} icon="info">
                {limit}
              </Notice>
            ))}
            {data.total === 0 ? (
              <Empty title="Nothing differs">{data.sentence}</Empty>
            ) : (
              <>
                <ChangeSummary answer={data} address={address} onChange={(values) => void set(values)} />
                <ChangesBar
                  answer={data}
                  address={address}
                  onChange={(values) => void set(values)}
                  filtered={filtered}
                  onClear={clear}
                />
                {data.matched === 0 ? <NoMatch what="changes" onClear={clear} /> : null}
                <ul aria-label="Changes" className="border-line border-t">
                  {data.rows.map((row) => (
                    <ChangeRowView
                      key={row.id}
                      row={row}
                      ends={{ snapshot: data.after.id, before: data.before!.id }}
                      open={address.open === row.id}
                      onOpen={(open) => void setAddress({ open: open ? row.id : null })}
                    />
                  ))}
                </ul>
                {data.rows.length < data.matched ? (
                  <div className="flex flex-wrap items-center gap-3">
                    {shown < 500 ? <Button onClick={() => setShown(shown + step)}>Show {step} more</Button> : null}
                    <p className="text-n8">
                      The first {data.rows.length} of {counted(data.matched, "change", "changes")}, what raises the risk
                      first.{shown >= 500 ? " Search or filter for the rest, or export them all." : null}
                    </p>
                  </div>
                ) : null}
              </>
            )}
          </div>
        ) : null}
      </div>
    </>
  );
}
