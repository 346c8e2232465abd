"use client";
import { parseAsString, useQueryState } from "nuqs";
import { SavedViews } from "@/components/parts/saved-views";
import { totalCount } from "@/components/parts/severity-counts";
import { useShownColumns } from "@/components/shared/column-chooser";
import { ListBar } from "@/components/shared/list-page";
import { counted } from "@/components/shared/number";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { useListAddress } from "@/lib/client/list-address";
import { useWindowList } from "@/lib/client/window-list";
import { type FindingRow, type FindingsAnswer, findingPath } from "@/lib/contracts/api";
import { CountsSentence } from "./counts-sentence";
import { EvaluationNotices } from "./evaluation-notices";
import { findingColumns } from "./finding-columns";
import { facetNames, findingFacets } from "./finding-facets";
import { FindingPanel } from "./finding-panel";
import { FindingsExport } from "./findings-export";
import { FindingsNav } from "./findings-nav";

/** What is wrong in the estate, worst first. */
export function FindingsPage() {
  const { preferences } = usePreferences();
  const address = useListAddress(facetNames, "severity");
  const [subject, setSubject] = useQueryState(
    "subject",
    parseAsString.withDefault("").withOptions({ history: "push" }),
  );
  const query = { ...address.query, subject };
  const list = useWindowList<FindingRow, FindingsAnswer>("/api/findings", query);
  const { answer, error } = list;
  const { shown, chooser } = useShownColumns(findingColumns);
  const filtered = address.filtered || subject !== "";
  const clear = () => {
    address.clear();
    void setSubject(null);
  };

  return (
    <>
      <PageHeader
        title="Findings"
        actions={
          <div className="flex flex-wrap gap-2">
            <FindingsExport query={query} />
            {chooser}
            <SavedViews page="/findings" />
          </div>
        }
      >
        {answer === null ? null : <CountsSentence counts={answer.counts} />}
        <FindingsNav />
      </PageHeader>
      {answer === null ? null : <EvaluationNotices evaluation={answer.evaluation} />}
      <ListBar
        what="findings"
        text={address.text}
        onText={address.setText}
        facets={findingFacets(answer?.facets)}
        chosen={address.facets}
        onFacet={address.setFacet}
        onClear={clear}
        filtered={filtered}
        matched={answer?.matched ?? null}
        total={answer?.total ?? null}
      >
        {subject === "" ? null : (
          <Button className="max-w-72 border-n8 font-normal" title={subject} onClick={() => void setSubject(null)}>
            <span className="text-n8">About</span>
            <span className="truncate font-medium">
              {subject.split("|").slice(-2).join("/").split("/").slice(-2).join("/")}
            </span>
            <Glyph name="cross" size={12} />
            <span className="sr-only">Remove this filter</span>
          </Button>
        )}
      </ListBar>
      {error !== null ? <Failed error={errorBody(error)} onRetry={list.retry} /> : null}
      {error === null && answer === null ? <Loading rows={16} /> : null}
      {error === null && answer !== null && answer.matched === 0 ? (
        filtered ? (
          <NoMatch what="findings" onClear={clear} />
        ) : (
          <Nothing answer={answer} />
        )
      ) : null}
      {error === null && answer !== null && answer.matched > 0 ? (
        <div className={cx("flex min-h-72 flex-1 flex-col", list.refreshing && "opacity-70")}>
          <DataTable
            label="Findings"
            columns={shown}
            count={answer.matched}
            rowAt={list.rowAt}
            rowKey={(row) => findingPath(row.id)}
            rowHeight={rowHeights[preferences.density]}
            sorting={address.sort}
            onSort={address.setSort}
            onWindow={list.onWindow}
            onOpen={(row) => address.setOpen(findingPath(row.id))}
            openKey={address.open}
            keys={preferences.keys === "on"}
            resetKey={JSON.stringify(query)}
          />
        </div>
      ) : null}
      <FindingPanel href={address.open} onClose={() => address.setOpen(null)} />
    </>
  );
}

/** Nothing found is good news only where everything was looked at. */
function Nothing({ answer }: { answer: FindingsAnswer }) {
  const { failed, gaps } = answer.evaluation;
  return (
    <Empty title={failed.length > 0 ? "The rules that could be run found nothing" : "Nothing was found"}>
      {gaps > 0
        ? `${counted(gaps, "thing", "things")} could not be read: Coverage says what that hides.`
        : `${counted(totalCount(answer.counts.accepted), "finding is", "findings are")} accepted. What is checked lists the rules.`}
    </Empty>
  );
}
