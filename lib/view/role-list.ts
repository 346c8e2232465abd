/** A window of the roles. */
import { type RoleRow, type RolesAnswer, type RolesQuery, rolesQuery } from "@/lib/contracts/api";
import { compare, filterWithFacets, textFilter } from "./facets";
import type { SnapshotView } from "./snapshot-view";

/** What the first list would make, and the first text that is looked for in it. */
export function prepareRoleList(view: SnapshotView): void {
  listRoles(view, rolesQuery.parse({ used: "all", q: "podlens-first-question" }));
  listRoles(view, rolesQuery.parse({}));
}

export function listRoles(view: SnapshotView, query: Omit<RolesQuery, "snapshot">): RolesAnswer {
  const all = view.roles();
  const ordered = view.kept(`roles ${query.sort} ${query.dir}`, () => [...all].sort(orderOf(query.sort, query.dir)));
  const passesText = textFilter<RoleRow>(query.q, (row) => haystack(view, row));
  const passes = (row: RoleRow) =>
    (query.used === "all" || row.workloads > 0 === (query.used === "yes")) && passesText(row);
  const filter = () =>
    filterWithFacets(
      ordered,
      [
        {
          name: "account",
          chosen: query.account,
          values: (row) => [row.accountId],
          label: (id) => view.accountName(id) ?? id,
        },
        { name: "service", chosen: query.service, values: (row) => row.services },
      ],
      passes,
    );
  // Of the whole list the counts are always the same.
  const whole = query.account.length === 0 && query.service.length === 0 && query.q.trim() === "";
  const { matched, facets } = whole
    ? view.kept(`roles whole ${query.used} ${query.sort} ${query.dir}`, filter)
    : filter();
  return {
    rows: matched.slice(query.offset, query.offset + query.limit),
    matched: matched.length,
    total: all.length,
    offset: query.offset,
    facets: { account: facets.get("account") ?? [], service: facets.get("service") ?? [] },
  };
}

const haystacks = new WeakMap<RoleRow, string>();

/** Its ARN, account and the names of its policies. */
function haystack(view: SnapshotView, row: RoleRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    const role = view.model.roleByArn.get(row.arn);
    const policies = role?.policies ?? [];
    const id = role?.state.kind === "present" ? (role.state.role.roleId ?? "") : "";
    text = [row.arn, id, row.accountName ?? "", ...policies.map((policy) => policy.arn ?? policy.name)]
      .join(" ")
      .toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

function orderOf(sort: RolesQuery["sort"], dir: "asc" | "desc") {
  const sign = dir === "asc" ? 1 : -1;
  const first: Record<RolesQuery["sort"], (a: RoleRow, b: RoleRow) => number> = {
    name: (a, b) => compare(a.name, b.name),
    account: (a, b) => compare(a.accountName ?? a.accountId, b.accountName ?? b.accountId),
    workloads: (a, b) => a.workloads - b.workloads,
    policies: (a, b) => a.policies - b.policies,
    lastUsed: (a, b) => compare(a.lastUsedAt ?? "", b.lastUsedAt ?? ""),
    created: (a, b) => compare(a.createdAt ?? "", b.createdAt ?? ""),
  };
  return (a: RoleRow, b: RoleRow) => sign * first[sort](a, b) || compare(a.name, b.name) || compare(a.arn, b.arn);
}
