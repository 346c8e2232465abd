import { Arn } from "@/components/shared/arn";
import { None } from "@/components/shared/field-list";
import { RoleLink } from "@/components/shared/role-link";
import { PlainTable } from "@/components/ui/plain-table";
import type { ClusterDetail } from "@/lib/contracts/api";

const kinds: Readonly<Record<ClusterDetail["compute"][number]["kind"], string>> = {
  "node-group": "Node group",
  "fargate-profile": "Fargate profile",
  "auto-mode": "Auto Mode",
};

/** Node groups and the like, with the role that a pod without one of its own may reach. */
export function Compute({ compute }: { compute: ClusterDetail["compute"] }) {
  if (compute.length === 0) return <p className="text-n8">No node group, Fargate profile or Auto Mode was read.</p>;
  return (
    <div className="max-w-page">
      <PlainTable
        label="What runs its pods"
        columns={[
          { title: "Name" },
          { title: "Kind", className: "w-36" },
          { title: "Status", className: "w-28" },
          { title: "Role" },
        ]}
        rows={compute.map((each) => ({
          key: `${each.kind} ${each.name}`,
          cells: [
            <span key="name" className="break-all font-medium">
              {each.name}
            </span>,
            kinds[each.kind],
            each.status ?? <None key="status">not told</None>,
            each.role === null ? (
              <None key="role">{each.described ? "none" : "not read"}</None>
            ) : (
              <RoleLink key="role" role={each.role} />
            ),
          ],
        }))}
      />
    </div>
  );
}

export function Addons({ addons }: { addons: ClusterDetail["addons"] }) {
  if (addons.length === 0) return <p className="text-n8">No add-on was read.</p>;
  return (
    <div className="max-w-page">
      <PlainTable
        label="Add-ons"
        columns={[
          { title: "Add-on" },
          { title: "Version", className: "w-48" },
          { title: "Status", className: "w-28" },
          { title: "Role" },
        ]}
        rows={addons.map((addon) => ({
          key: addon.name,
          cells: [
            <span key="name" className="break-all font-medium">
              {addon.name}
            </span>,
            addon.version ?? <None key="version">not told</None>,
            addon.status ?? <None key="status">not told</None>,
            addon.role !== null ? (
              <RoleLink key="role" role={addon.role} />
            ) : addon.associations > 0 ? (
              "through Pod Identity"
            ) : (
              <None key="role" />
            ),
          ],
        }))}
      />
    </div>
  );
}

/** IAM principals that may use the cluster's API, as its access entries say. */
export function AccessEntries({ entries }: { entries: ClusterDetail["accessEntries"] }) {
  if (entries === null) return <p>Access entries of the cluster were not read.</p>;
  if (entries.length === 0) return <p className="text-n8">The cluster has no access entry.</p>;
  return (
    <div className="max-w-page">
      <PlainTable
        label="Access entries"
        columns={[
          { title: "Principal" },
          { title: "Type", className: "w-28" },
          { title: "Kubernetes groups", className: "w-44" },
          { title: "Access policies", className: "w-64" },
        ]}
        rows={entries.map((entry) => ({
          key: entry.principalArn,
          cells: [
            entry.role === null ? (
              <Arn key="arn" value={entry.principalArn} what="principal ARN" wrap />
            ) : (
              <RoleLink key="role" role={entry.role} />
            ),
            entry.type ?? <None key="type">not told</None>,
            entry.groups.length === 0 ? <None key="groups" /> : entry.groups.join(", "),
            entry.policies === null ? (
              <None key="policies">not read</None>
            ) : entry.policies.length === 0 ? (
              <None key="policies" />
            ) : (
              entry.policies.join("; ")
            ),
          ],
        }))}
      />
    </div>
  );
}
