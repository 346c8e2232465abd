"use client";
import { type FormEvent, useMemo } from "react";
import { useShownColumns } from "@/components/shared/column-chooser";
import { layerName } from "@/components/shared/layer-names";
import { LayersNotRead } from "@/components/shared/layers-not-read";
import { counted, formatNumber } from "@/components/shared/number";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Disclosure } from "@/components/ui/disclosure";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { useWindowList } from "@/lib/client/window-list";
import type { WhoCanAnswer, WhoCanRow } from "@/lib/contracts/api";
import { AnswerLine } from "./answer-line";
import { ThingField, useDraft } from "./question-fields";
import { useAskAddress } from "./use-ask-address";
import { whoCanColumns } from "./who-can-columns";
import { WhoCanExport } from "./who-can-export";
import { WhoCanFilters } from "./who-can-filters";
import { WhoCanPanel } from "./who-can-panel";

const unsorted = { id: "", descending: false };
const stay = () => undefined;

/** Which workloads can do an action on a resource; both may be patterns. */
export function WhoCanTab() {
  const [address, setAddress] = useAskAddress();
  const asked = { action: address.action, resource: address.resource };
  const [draft, setDraft] = useDraft(asked);

  function ask(event: FormEvent) {
    event.preventDefault();
    void setAddress({
      action: draft.action.trim() === "" ? "*" : draft.action.trim(),
      resource: draft.resource.trim(),
      verdict: null,
      account: null,
      cluster: null,
      namespace: null,
      q: null,
      open: null,
    });
  }

  return (
    <>
      <form
        onSubmit={ask}
        className="grid items-end gap-2 px-4 py-3 sm:px-gutter md:grid-cols-[16rem_minmax(0,1fr)_auto]"
      >
        <ThingField
          label="Action"
          kinds={["action", "service"]}
          value={draft.action}
          onChange={(action) => setDraft({ action })}
          placeholder="s3:PutObject, s3:Put*, *"
        />
        <ThingField
          label="Resource"
          kinds={["resource", "role"]}
          value={draft.resource}
          onChange={(resource) => setDraft({ resource })}
          placeholder="An ARN, a pattern of ARNs, or nothing for any"
        />
        <Button variant="primary" type="submit">
          Ask
        </Button>
      </form>
      {asked.action === "" ? (
        <Examples />
      ) : (
        <Answer key={`${asked.action} ${asked.resource}`} action={asked.action} resource={asked.resource} />
      )}
    </>
  );
}

function Examples() {
  const [, setAddress] = useAskAddress();
  const examples = [
    { text: "Who can read objects of any bucket", action: "s3:GetObject", resource: "" },
    { text: "Who can connect to a database with IAM", action: "rds-db:connect", resource: "" },
    { text: "Who can assume further roles", action: "sts:AssumeRole", resource: "" },
    { text: "Who can change IAM", action: "iam:*", resource: "" },
  ];
  return (
    <Empty title="Name an action, a resource, or both">
      <ul className="flex flex-col items-start gap-1">
        {examples.map((each) => (
          <li key={each.action}>
            <button
              type="button"
              className="link min-h-6 text-left"
              onClick={() => void setAddress({ action: each.action, resource: each.resource })}
            >
              {each.text} <code>{each.action}</code>
            </button>
          </li>
        ))}
      </ul>
    </Empty>
  );
}

function Answer({ action, resource }: { action: string; resource: string }) {
  const [address, setAddress] = useAskAddress();
  const { preferences } = usePreferences();
  const { verdict, directness, overlap, account, cluster, namespace, system, q } = address;
  const query = useMemo(
    () => ({ action, resource, verdict, directness, overlap, account, cluster, namespace, system, q }),
    [action, resource, verdict, directness, overlap, account, cluster, namespace, system, q],
  );
  const list = useWindowList<WhoCanRow, WhoCanAnswer>("/api/ask/who-can", query);
  const { answer, error } = list;
  const { shown, chooser } = useShownColumns(whoCanColumns);
  if (error !== null) return <Failed error={errorBody(error)} onRetry={list.retry} />;
  if (answer === null) return <Loading rows={10} />;
  const clear = () =>
    void setAddress({
      verdict: null,
      directness: null,
      overlap: null,
      account: null,
      cluster: null,
      namespace: null,
      system: null,
      q: null,
    });
  return (
    <>
      <div className="flex flex-col gap-2 px-4 pb-2 sm:px-gutter">
        <AnswerLine
          sentence={answer.sentence}
          actions={
            <div className="flex gap-2" data-chrome>
              {chooser}
              <WhoCanExport query={query} />
            </div>
          }
        />
        <Notes answer={answer} />
        <WhoCanFilters answer={answer} onClear={clear} />
      </div>
      {answer.total === 0 ? (
        <Empty title="No workload that was read">
          {answer.layersNotRead.length > 0 || answer.gaps.length > 0
            ? "What was not read is listed above: it may hide some."
            : "Everything that bears on the question was read."}
        </Empty>
      ) : null}
      {answer.total > 0 && answer.matched === 0 ? <NoMatch what="workloads" onClear={clear} /> : null}
      {answer.matched > 0 ? (
        <div className={cx("flex min-h-72 flex-1 flex-col", list.refreshing && "opacity-70")}>
          <DataTable
            label="Workloads that can"
            columns={shown}
            count={answer.matched}
            rowAt={list.rowAt}
            rowKey={(row) => row.workload.href}
            rowHeight={rowHeights[preferences.density]}
            sorting={unsorted}
            onSort={stay}
            onWindow={list.onWindow}
            onOpen={(row) => void setAddress({ open: row.workload.href })}
            openKey={address.open}
            keys={preferences.keys === "on"}
            resetKey={JSON.stringify(query)}
          />
        </div>
      ) : null}
      <WhoCanPanel query={query} href={address.open} onClose={() => void setAddress({ open: null })} />
    </>
  );
}

/** What the question was taken for, and what could hide further answers. */
function Notes({ answer }: { answer: WhoCanAnswer }) {
  const { action, resource, gaps } = answer;
  const policyWords = {
    read: "its own policy is part of the answer",
    none: "it has no policy of its own",
    "not-read": "its own policy was not read",
    "no-such-layer": null,
  } as const;
  return (
    <div className="flex flex-col gap-1 text-n8">
      <p>
        {action.unknown ? (
          <span className="text-medium">
            AWS lists no action {action.pattern}.
            {action.suggestions.length > 0 ? ` Meant: ${action.suggestions.join(", ")}?` : null}{" "}
          </span>
        ) : action.count === 1 ? null : (
          <>
            {action.pattern} is {counted(action.count, "action", "actions")}
            {action.names.length > 0 ? (
              <span title={action.names.join("\n")}>
                {" "}
                ({action.names.slice(0, 4).join(", ")}
                {action.count > 4 ? ", …" : ""})
              </span>
            ) : null}
            .{" "}
          </>
        )}
        {resource?.type ? `${resource.type} ${resource.name ?? ""}` : null}
        {resource?.type && policyWords[resource.policy] ? `: ${policyWords[resource.policy]}` : null}
        {resource?.type ? ". " : null}
        Evaluated: {answer.layersEvaluated.map(layerName).join(", ")}.
      </p>
      {answer.layersNotRead.length > 0 || gaps.length > 0 ? (
        <Disclosure
          title={`Not read: ${counted(answer.layersNotRead.length + gaps.length, "thing", "things")} that could change it`}
          className="text-info"
        >
          <div className="max-w-page py-1">
            <LayersNotRead layers={answer.layersNotRead} />
            {gaps.length > 0 ? (
              <ul>
                {gaps.slice(0, 10).map((gap, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: one operation may fail twice on the same resource
                  <li key={at}>
                    {gap.consequence} <span className="text-n8">{gap.remedy}</span>
                  </li>
                ))}
                {gaps.length > 10 ? <li>{formatNumber(gaps.length - 10)} more under Coverage</li> : null}
              </ul>
            ) : null}
          </div>
        </Disclosure>
      ) : null}
    </div>
  );
}
