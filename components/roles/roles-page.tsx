"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { SavedViews } from "@/components/parts/saved-views";
import { useShownColumns } from "@/components/shared/column-chooser";
import { ListBar } from "@/components/shared/list-page";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { cx } from "@/components/ui/cx";
import { Select } from "@/components/ui/select";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { useListAddress } from "@/lib/client/list-address";
import { useWindowList } from "@/lib/client/window-list";
import type { RoleRow, RolesAnswer } from "@/lib/contracts/api";
import { roleColumns } from "./role-columns";
import { RolePanel } from "./role-panel";

const facetNames = ["account", "service"];

const uses = [
  { value: "yes", label: "Used by workloads" },
  { value: "no", label: "Not used by workloads" },
  { value: "all", label: "All roles" },
] as const;

/** Roles of the snapshot, those that workloads use first of all. */
export function RolesPage() {
  const { preferences } = usePreferences();
  const address = useListAddress(facetNames, "name");
  const [used, setUsed] = useQueryState("used", parseAsStringLiteral(["yes", "no", "all"]).withDefault("yes"));
  const query = { ...address.query, used };
  const list = useWindowList<RoleRow, RolesAnswer>("/api/roles", query);
  const { answer, error } = list;
  const { shown, chooser } = useShownColumns(roleColumns);

  return (
    <>
      <PageHeader
        title="Roles"
        actions={
          <div className="flex gap-2">
            {chooser}
            <SavedViews page="/roles" />
          </div>
        }
      />
      <ListBar
        what="roles"
        text={address.text}
        onText={address.setText}
        facets={[
          { name: "account", title: "Account", options: answer?.facets.account ?? [] },
          { name: "service", title: "Service", options: answer?.facets.service ?? [] },
        ]}
        chosen={address.facets}
        onFacet={address.setFacet}
        onClear={address.clear}
        filtered={address.filtered}
        matched={answer?.matched ?? null}
        total={answer?.total ?? null}
      >
        <Select
          label="Which roles"
          value={used}
          options={uses}
          onChange={(event) => void setUsed(uses.find((use) => use.value === event.target.value)?.value ?? "yes")}
        />
      </ListBar>
      {error !== null ? <Failed error={errorBody(error)} onRetry={list.retry} /> : null}
      {error === null && answer === null ? <Loading rows={16} /> : null}
      {error === null && answer !== null && answer.matched === 0 ? (
        address.filtered ? (
          <NoMatch what="roles" onClear={address.clear} />
        ) : (
          <Empty title={used === "yes" ? "No role is used by a workload" : "No such role"}>
            Coverage says which accounts could be read.
          </Empty>
        )
      ) : null}
      {error === null && answer !== null && answer.matched > 0 ? (
        <div className={cx("flex min-h-0 flex-1 flex-col", list.refreshing && "opacity-70")}>
          <DataTable
            label="Roles"
            columns={shown}
            count={answer.matched}
            rowAt={list.rowAt}
            rowKey={(row) => row.href ?? row.arn}
            rowHeight={rowHeights[preferences.density]}
            sorting={address.sort}
            onSort={address.setSort}
            onWindow={list.onWindow}
            onOpen={(row) => row.href !== null && address.setOpen(row.href)}
            openKey={address.open}
            keys={preferences.keys === "on"}
            resetKey={JSON.stringify(query)}
          />
        </div>
      ) : null}
      <RolePanel href={address.open} onClose={() => address.setOpen(null)} />
    </>
  );
}
