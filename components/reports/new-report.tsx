"use client";
import { type ReactNode, useId, useState } from "react";
import { formatTime } from "@/components/shared/format-time";
import { Link } from "@/components/shared/link";
import { Section } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { Button, buttonClass } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { errorBody } from "@/lib/client/api";
import { useReportChanges, useSealedSnapshots } from "@/lib/client/reports";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import { pageHref } from "@/lib/contracts/api";
import type { ReportFormat, ReportKind } from "@/lib/contracts/report";
import { formats, kinds } from "./words";

/** The snapshot is that of all pages; the filter is the query string of the page of findings. */
export function NewReport() {
  const { id: current } = useSnapshotChoice();
  const snapshots = useSealedSnapshots();
  const { preferences } = usePreferences();
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? current;
  const [kind, setKind] = useState<ReportKind>("executive");
  const [format, setFormat] = useState<ReportFormat>("pdf");
  const [filter, setFilter] = useState("");
  const { start } = useReportChanges();
  const toast = useToast();
  const hint = useId();
  const about = kinds.find(({ value }) => value === kind)?.about;

  function make() {
    start.mutate(
      { kind, format, filter: filter.trim(), snapshot: id ?? "latest" },
      {
        onError: (error) => toast({ title: "The report was not started", description: errorBody(error).message }),
      },
    );
  }

  return (
    <Section title="New report">
      <form
        className="flex max-w-page flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Labelled text="Report">
          <Select
            label="Report"
            className="w-52"
            value={kind}
            onChange={(event) => setKind(event.target.value as ReportKind)}
            options={kinds}
          />
        </Labelled>
        <Labelled text="Format">
          <Select
            label="Format"
            className="w-36"
            value={format}
            onChange={(event) => setFormat(event.target.value as ReportFormat)}
            options={formats}
          />
        </Labelled>
        <Labelled text="Snapshot">
          <Select
            label="Snapshot"
            className="w-64"
            value={id ?? ""}
            onChange={(event) => setChosen(event.target.value)}
            options={
              snapshots.length > 0
                ? snapshots.map((each) => ({
                    value: each.id,
                    label: `${formatTime(each.finishedAt ?? each.startedAt, preferences.zone)}${each.status === "partial" ? ", partial" : ""}`,
                  }))
                : [{ value: id ?? "", label: "The one that is shown" }]
            }
          />
        </Labelled>
        <Labelled text="Filter" className="min-w-0 flex-1 basis-56">
          <Input
            aria-label="Filter"
            aria-describedby={hint}
            value={filter}
            placeholder="severity=critical,high&account=111122223333"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setFilter(event.target.value)}
          />
        </Labelled>
        <Button variant="primary" type="submit" disabled={start.isPending || id === null}>
          Make report
        </Button>
        <Link
          href={pageHref("/reports/print", { kind, snapshot: id ?? undefined, filter: filter.trim() || undefined })}
          prefetch={false}
          className={buttonClass()}
        >
          Preview
        </Link>
      </form>
      <p id={hint} className="mt-2 max-w-lines text-n8">
        {about} The filter is the query string of the page of findings; empty means everything in scope.
      </p>
    </Section>
  );
}

function Labelled({ text, className, children }: { text: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <span aria-hidden="true" className="mb-1 block text-n8 text-xs">
        {text}
      </span>
      {children}
    </div>
  );
}
