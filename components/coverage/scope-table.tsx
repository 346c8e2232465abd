"use client";
import { useState } from "react";
import { KindIcon } from "@/components/shared/kind-icon";
import { counted, formatNumber } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { SearchInput } from "@/components/ui/input";
import type { CoverageScope } from "@/lib/contracts/api";
import { foldScopes } from "./fold-scopes";

/** Where the policies that AWS manages are listed: its ARNs name no account. */
export const awsItself = "aws";

/** Lines that are drawn before the reader asks for the rest. */
const firstLines = 150;

/** Account, then its regions, then their clusters, each with what was read of it. */
export function ScopeTable({ scopes }: { scopes: readonly CoverageScope[] }) {
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const needle = text.trim().toLowerCase();
  const found = needle === "" ? scopes : scopes.filter((scope) => haystack(scope).includes(needle));
  const lines = foldScopes(found);
  const shown = all ? lines : lines.slice(0, firstLines);
  return (
    <div className="flex flex-col gap-2">
      {scopes.length > 12 ? (
        <SearchInput
          label="Search accounts, regions and clusters"
          placeholder="Account, region or cluster"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:w-64"
        />
      ) : null}
      <div className="overflow-x-auto">
        <table className="w-full min-w-[44rem] border-collapse text-left">
          <thead>
            <tr className="border-line border-b text-n8 text-xs">
              <th scope="col" className="h-row w-72 pr-4 font-medium">
                Where
              </th>
              <th scope="col" className="h-row pr-4 font-medium">
                State
              </th>
              <th scope="col" className="h-row pr-4 font-medium">
                Read
              </th>
              <th scope="col" className="h-row font-medium">
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line) =>
              line.kind === "scope" ? (
                <Line
                  key={`${line.scope.kind} ${line.scope.accountId} ${line.scope.region} ${line.scope.clusterArn}`}
                  scope={line.scope}
                />
              ) : (
                <EmptyRegions key={`empty ${line.accountId}`} regions={line.regions} />
              ),
            )}
          </tbody>
        </table>
      </div>
      {found.length === 0 ? <p className="text-n8">Nothing matches.</p> : null}
      {lines.length > shown.length ? (
        <div>
          <Button onClick={() => setAll(true)}>Show {formatNumber(lines.length - shown.length)} more</Button>
        </div>
      ) : null}
    </div>
  );
}

function EmptyRegions({ regions }: { regions: readonly CoverageScope[] }) {
  return (
    <tr className="border-line border-b align-top">
      <th scope="row" className="py-1 pr-4 pl-5 font-normal text-n8">
        {counted(regions.length, "region", "regions")} without clusters
      </th>
      <td className="py-1 pr-4 whitespace-nowrap">
        <span aria-hidden="true">✓</span> read
      </td>
      <td colSpan={2} className="py-1 text-n8">
        {regions.map((scope) => scope.region).join(", ")}
      </td>
    </tr>
  );
}

const indent = { account: "", region: "pl-5", cluster: "pl-10" };
const states = {
  read: { sign: "✓", word: "read", className: "text-n10" },
  partial: { sign: "◐", word: "with gaps", className: "text-medium" },
  "not-read": { sign: "✕", word: "not read", className: "text-high" },
};

function Line({ scope }: { scope: CoverageScope }) {
  const state = states[scope.state];
  const latest = scope.parts.reduce<string | null>(
    (last, part) => (last === null || part.readAt > last ? part.readAt : last),
    null,
  );
  const parts = scope.parts.map((part) =>
    part.items === null ? part.label : `${part.label} ${formatNumber(part.items)}`,
  );
  return (
    <tr className="border-line border-b align-top">
      <th scope="row" className={cx("py-1 pr-4 font-normal", indent[scope.kind])}>
        <span className="flex items-center gap-2">
          {scope.kind === "region" ? null : <KindIcon kind={scope.kind === "account" ? "account" : "cluster"} />}
          <span className="min-w-0">{name(scope)}</span>
        </span>
      </th>
      <td className={cx("py-1 pr-4 whitespace-nowrap", state.className)}>
        <span aria-hidden="true">{state.sign}</span> {state.word}
        {scope.gaps.length > 0 ? <span className="text-n8">, {counted(scope.gaps.length, "gap", "gaps")}</span> : null}
      </td>
      <td className="tnum py-1 pr-4 text-n9">{parts.join(" · ")}</td>
      <td className="py-1">{latest === null ? null : <Time at={latest} />}</td>
    </tr>
  );
}

function name(scope: CoverageScope) {
  if (scope.kind === "region") return scope.region;
  if (scope.kind === "cluster") return scope.clusterName;
  if (scope.accountId === awsItself) return "Policies that AWS manages";
  return (
    <>
      {scope.accountName === null ? null : `${scope.accountName} `}
      <code className="text-n8">{scope.accountId}</code>
    </>
  );
}

function haystack(scope: CoverageScope): string {
  return [scope.accountId, scope.accountName, scope.region, scope.clusterName].join(" ").toLowerCase();
}
