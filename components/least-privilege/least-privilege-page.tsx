"use client";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useId } from "react";
import { Link } from "@/components/shared/link";
import { PageHeader } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { WhichWorkload } from "@/components/shared/which-workload";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { LeastPrivilegeAnswer } from "@/lib/contracts/api";
import { NarrowedRoleView } from "./narrowed-role";

const list = parseAsArrayOf(parseAsString).withDefault([]);
const parsers = {
  workload: parseAsString,
  role: parseAsString,
  from: parseAsString,
  to: parseAsString,
  keep: list,
  drop: list,
  holes: parseAsStringLiteral(["keep", "accept"]).withDefault("keep"),
};
const DAY = 86_400_000;
const spans = [7, 30, 90, 180, 365] as const;

/** What a workload's roles could be cut down to, and on what that rests. */
export function LeastPrivilegePage() {
  const [address, setAddress] = useQueryStates(parsers, { history: "push" });
  const { id: snapshot } = useSnapshotChoice();
  const { workload, role, from, to, keep, drop, holes } = address;
  const asked = workload !== null || role !== null;
  const query = useActivityQuery<LeastPrivilegeAnswer>(
    "/api/least-privilege",
    { snapshot, workload, role, from, to, keep, drop, holes },
    { enabled: asked && snapshot !== null },
  );
  const answer = query.data;
  const choices = {
    keep: (actions: readonly string[]) =>
      void setAddress({ keep: merged(keep, actions), drop: without(drop, actions) }),
    drop: (actions: readonly string[]) =>
      void setAddress({ drop: merged(drop, actions), keep: without(keep, actions) }),
  };
  return (
    <>
      <PageHeader
        {...(asked
          ? { kind: "Least privilege", title: answer?.title ?? workload?.split("|").slice(1).join("/") ?? role }
          : { title: "Least privilege" })}
      >
        {answer?.workload ? (
          <p>
            <Link href={answer.workload.href} className="link text-n8">
              {answer.workload.clusterName ?? answer.workload.issuer}
            </Link>
          </p>
        ) : null}
      </PageHeader>
      {asked ? (
        <div data-chrome className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-gutter">
          <Select
            label="Time"
            value={from === null ? "90" : "chosen"}
            onChange={(event) => {
              const days = Number(event.target.value);
              if (Number.isNaN(days)) return;
              const start = new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
              void setAddress(days === 90 ? { from: null, to: null } : { from: start, to: null });
            }}
            options={[
              ...spans.map((days) => ({ value: String(days), label: `Last ${days} days` })),
              ...(from === null ? [] : [{ value: "chosen", label: "Chosen time" }]),
            ]}
          />
          <DayField label="from" value={from ?? answer?.from} onChange={(day) => void setAddress({ from: day })} />
          <DayField label="up to" value={to ?? answer?.to} onChange={(day) => void setAddress({ to: day })} />
          <Checkbox
            checked={holes === "accept"}
            onChange={(event) => void setAddress({ holes: event.target.checked ? "accept" : null })}
          >
            Count what was watched in part
          </Checkbox>
          {keep.length + drop.length > 0 ? (
            <Button variant="quiet" onClick={() => void setAddress({ keep: null, drop: null })}>
              Forget {keep.length + drop.length} {keep.length + drop.length === 1 ? "choice" : "choices"}
            </Button>
          ) : null}
        </div>
      ) : (
        <WhichWorkload>
          <Link href="/activity/usage" className="link">
            Used and granted
          </Link>
        </WhichWorkload>
      )}
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {asked && query.isPending ? <Loading rows={12} /> : null}
      {answer && answer.roles.length === 0 ? (
        <Empty title="No role to narrow">Nothing gives new pods of this workload credentials of a role.</Empty>
      ) : null}
      {answer?.roles.map((each) => (
        <NarrowedRoleView
          key={each.role.arn}
          narrowed={each}
          several={answer.roles.length > 1}
          choices={choices}
          onSpan={(span) => void setAddress({ from: span.from.slice(0, 10), to: span.to.slice(0, 10) })}
        />
      ))}
    </>
  );
}

function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string) => void;
}) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex shrink-0 items-center gap-1.5 text-n8">
      <span className="whitespace-nowrap">{label}</span>
      <span className="w-40 shrink-0">
        <Input
          id={id}
          type="date"
          value={value?.slice(0, 10) ?? ""}
          onChange={(event) => {
            if (event.target.value !== "") onChange(event.target.value);
          }}
        />
      </span>
    </label>
  );
}

function merged(held: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...held, ...more])];
}

function without(held: readonly string[], less: readonly string[]): string[] | null {
  const left = held.filter((each) => !less.includes(each));
  return left.length === 0 ? null : left;
}
