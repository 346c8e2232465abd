"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { ListBar } from "@/components/shared/list-page";
import { formatNumber } from "@/components/shared/number";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Failed, Loading, NoMatch } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { useListAddress } from "@/lib/client/list-address";
import { useReview, useReviewRows } from "@/lib/client/reviews";
import { pageHref, type ReviewAnswer, type ReviewRowsAnswer } from "@/lib/contracts/api";
import { chosenLabel, DecideBar } from "./decide-bar";
import { useChooseKey } from "./decision-keys";
import { OwnerProgress } from "./owner-progress";
import { DecisionCounts, Progress } from "./progress";
import { ReviewActions } from "./review-actions";
import { reviewColumns } from "./review-columns";
import { ReviewPanel } from "./review-panel";
import { stateWords } from "./words";

const facets = [
  ["state", "Decision"],
  ["owner", "Owner"],
  ["namespace", "Namespace"],
  ["cluster", "Cluster"],
  ["account", "Account"],
  ["environment", "Environment"],
] as const;
const facetNames = facets.map(([name]) => name);
const sorting = { id: "row", descending: false };

/** One review: who is how far, its workloads, and the decisions about them. */
export function ReviewPage() {
  const id = decodeURIComponent(usePathname().split("/")[2] ?? "");
  const query = useReview(id);
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={12} />;
  return <Opened answer={query.data} />;
}

function Opened({ answer: { review, owners } }: { answer: ReviewAnswer }) {
  const { preferences } = usePreferences();
  const keys = preferences.keys === "on";
  const address = useListAddress(facetNames, "row");
  const search = useSearchParams();
  const pathname = usePathname();
  const query = useMemo(() => ({ q: address.text, ...address.facets }), [address.text, address.facets]);
  const list = useReviewRows(review.id, query);
  const { answer, error } = list;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const isOpen = review.closedAt === null;
  const opened = address.open !== null && /^\d{1,7}$/.test(address.open) ? Number(address.open) : null;

  const toggle = (row: number, choose = !chosen.has(row)) => {
    const next = new Set(chosen);
    if (choose) next.add(row);
    else next.delete(row);
    setChosen(next);
  };
  useChooseKey(isOpen && keys, (row) => toggle(row));

  const hrefOf = (row: number) => {
    const params = Object.fromEntries(search);
    return pageHref(pathname, { ...params, open: row });
  };
  const columns = reviewColumns({ has: (row) => chosen.has(row), toggle, open: isOpen }, hrefOf);
  const all = answer?.all ?? [];
  const allChosen = all.length > 0 && all.every((row) => chosen.has(row));

  return (
    <>
      <PageHeader kind="Access review" title={review.name} actions={<ReviewActions review={review} />}>
        <p className="text-n8">
          {isOpen ? (
            "Open"
          ) : (
            <>
              Closed by {review.closedBy} on <Time at={review.closedAt ?? ""} />: nothing of it changes any more
            </>
          )}
          {" · "}as of <Time at={review.snapshotAt} />
          {review.reviewers === "" ? null : ` · ${review.reviewers}`}
          {review.previous === null ? null : ` · after ${review.previous.name}`}
        </p>
        <div className="mt-1 flex flex-wrap items-center gap-x-6 gap-y-1">
          <Progress progress={review.progress} label="Progress" />
          <DecisionCounts progress={review.progress} />
          {review.progress.notCertain > 0 ? (
            <span className="text-info">{formatNumber(review.progress.notCertain)} of which not all was read</span>
          ) : null}
        </div>
        <OwnerProgress owners={owners} onOwner={(owner) => address.setFacet("owner", [owner ?? "-"])} />
      </PageHeader>
      <ListBar
        what="workloads"
        text={address.text}
        onText={address.setText}
        facets={facets.map(([name, title]) => ({ name, title, options: labelled(name, answer) }))}
        chosen={address.facets}
        onFacet={address.setFacet}
        onClear={address.clear}
        filtered={address.filtered}
        matched={answer?.matched ?? null}
        total={answer?.total ?? null}
      >
        {isOpen && answer && answer.matched > 0 ? (
          <Button variant="quiet" onClick={() => setChosen(allChosen ? new Set() : new Set(all))}>
            {allChosen ? "Choose none" : `Choose all ${formatNumber(answer.matched)}`}
          </Button>
        ) : null}
      </ListBar>
      {error === null ? null : <Failed error={errorBody(error)} onRetry={list.retry} />}
      {error === null && answer === null ? <Loading rows={16} /> : null}
      {answer?.matched === 0 ? <NoMatch what="workloads" onClear={address.clear} /> : null}
      {error === null && answer !== null && answer.matched > 0 ? (
        <div className={cx("flex min-h-64 flex-1 flex-col", list.refreshing && "opacity-70")}>
          <DataTable
            label="Workloads of the review"
            columns={columns}
            count={answer.matched}
            rowAt={list.rowAt}
            rowKey={(row) => String(row.row)}
            rowHeight={rowHeights[preferences.density]}
            sorting={sorting}
            onSort={() => undefined}
            onWindow={list.onWindow}
            onOpen={(row) => address.setOpen(String(row.row))}
            openKey={address.open}
            keys={keys}
            resetKey={JSON.stringify(query)}
          />
        </div>
      ) : null}
      {isOpen && chosen.size > 0 && opened === null ? (
        <DecideBar
          reviewId={review.id}
          rows={[...chosen]}
          label={chosenLabel(chosen.size)}
          onDone={() => setChosen(new Set())}
          keys={keys}
        />
      ) : null}
      <ReviewPanel review={review} row={opened} onClose={() => address.setOpen(null)} keys={keys} />
    </>
  );
}

function labelled(name: (typeof facetNames)[number], answer: ReviewRowsAnswer | null) {
  const options = answer?.facets[name] ?? [];
  if (name === "state") return options.map((each) => ({ ...each, label: stateWords[each.value] ?? each.label }));
  return options.map((each) => (each.value === "-" ? { ...each, label: `no ${name}` } : each));
}
