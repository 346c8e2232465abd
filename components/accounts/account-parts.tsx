import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { PlainTable } from "@/components/ui/plain-table";
import { type AccountDetail, pageHref } from "@/lib/contracts/api";

export function Clusters({ clusters }: { clusters: AccountDetail["clusters"] }) {
  if (clusters.length === 0) return <p className="text-n8">No cluster was read in it.</p>;
  return (
    <div className="max-w-page">
      <PlainTable
        label="Clusters"
        columns={[
          { title: "Cluster" },
          { title: "Region", className: "w-36" },
          { title: "Version", className: "w-20" },
          { title: "Workloads", numeric: true, className: "w-24" },
          { title: "Gaps", numeric: true, className: "w-16" },
        ]}
        rows={clusters.map((cluster) => ({
          key: cluster.arn,
          cells: [
            <Link key="name" href={cluster.href} className="link break-all font-medium">
              {cluster.name}
            </Link>,
            cluster.region,
            cluster.version ?? "",
            <Link key="count" href={pageHref("/workloads", { cluster: [cluster.arn] })} className="link">
              {formatNumber(cluster.workloads)}
            </Link>,
            cluster.gaps === 0 ? (
              <span key="gaps" className="text-n8">
                0
              </span>
            ) : (
              <Link key="gaps" href={`${cluster.href}#gaps`} className="link text-medium">
                {formatNumber(cluster.gaps)}
              </Link>
            ),
          ],
        }))}
      />
    </div>
  );
}

export function Reaches({ reaches, workloads }: { reaches: AccountDetail["reaches"]; workloads: number }) {
  if (reaches.length === 0)
    return (
      <p className="text-n8">
        {workloads === 0 ? "No workload was read in it." : "Its workloads use roles of this account only."}
      </p>
    );
  return (
    <ul className="max-w-[40rem]">
      {reaches.map((each) => (
        <li key={each.id} className="flex min-h-row items-center justify-between gap-4 border-line border-b">
          <Link href={each.href} className="link min-w-0 truncate">
            {each.name ?? each.id}
          </Link>
          <Link href={each.figure.href} className="link tnum shrink-0">
            {formatNumber(each.figure.value)} {each.figure.value === 1 ? "workload" : "workloads"}
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function ControlPolicies({
  policies,
  management,
}: {
  policies: AccountDetail["controlPolicies"];
  management: boolean;
}) {
  if (policies === null) {
    return <p>Policies of the organization were not read for it: what they take away is not known.</p>;
  }
  if (policies.length === 0) {
    return (
      <p className="text-n8">
        {management
          ? "Control policies do not apply in the management account."
          : "No service or resource control policy applies to it."}
      </p>
    );
  }
  return (
    <div className="max-w-page">
      <PlainTable
        label="Control policies"
        columns={[
          { title: "Policy" },
          { title: "Type", className: "w-16" },
          { title: "Attached to", className: "w-72" },
        ]}
        rows={policies.map((policy) => ({
          key: policy.id,
          cells: [
            <span key="name">
              <Link href={policy.href} className="link break-all font-medium">
                {policy.name ?? policy.id}
              </Link>
              {policy.awsManaged ? <span className="text-n8"> AWS managed</span> : null}
            </span>,
            policy.type,
            policy.attachedAt.join(", "),
          ],
        }))}
      />
    </div>
  );
}
