"use client";
import { DetailPage } from "@/components/parts/detail-page";
import { useAskedStatement } from "@/components/shared/asked-statement";
import { CensusView } from "@/components/shared/census-view";
import { GapsSection } from "@/components/shared/gaps-section";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { PolicyView } from "@/components/shared/policy-view";
import { RoleLink } from "@/components/shared/role-link";
import { Sentence } from "@/components/shared/sentence";
import { PlainTable } from "@/components/ui/plain-table";
import type { PolicyAnswer, PolicyDetail, PolicyUse } from "@/lib/contracts/api";

const kinds: Partial<Record<PolicyAnswer["kind"], string>> = {
  aws: "AWS managed policy",
  customer: "Managed policy",
  scp: "Service control policy",
  rcp: "Resource control policy",
};

/** Everything about one policy: its statements, whom it is attached to, whose credentials it bears on. */
export function PolicyPage() {
  return <DetailPage<PolicyDetail>>{(detail) => <Detail detail={detail} />}</DetailPage>;
}

function Detail({ detail }: { detail: PolicyDetail }) {
  const { policy, census, targets } = detail;
  const control = policy.kind === "scp" || policy.kind === "rcp";
  const marked = useAskedStatement()?.index ?? null;
  return (
    <>
      <PageHeader kind={kinds[policy.kind] ?? "Policy"} title={policy.name}>
        <Sentence parts={detail.answer} className="mt-1" />
      </PageHeader>
      <Section title="Statements">
        <div className="max-w-page">
          <PolicyView policy={policy} marked={marked} />
        </div>
      </Section>
      <Section
        title={control ? "Workloads whose credentials it binds" : "Workloads whose credentials it bears on"}
        note={counted(census.workloads.value, "workload", "workloads")}
      >
        <CensusView census={census} />
      </Section>
      {control ? (
        <Section title="Attached to">
          <Targets targets={targets} />
        </Section>
      ) : (
        <>
          <Section title="Attached to" note={counted(detail.attachedTo.length, "role", "roles")}>
            <Uses label="Roles that have it attached" uses={detail.attachedTo} />
          </Section>
          {detail.boundaryOf.length > 0 ? (
            <Section title="Permissions boundary of" note={counted(detail.boundaryOf.length, "role", "roles")}>
              <Uses label="Roles whose boundary it is" uses={detail.boundaryOf} />
            </Section>
          ) : null}
        </>
      )}
      <GapsSection gaps={detail.gaps} />
    </>
  );
}

const shown = 100;

function Uses({ label, uses }: { label: string; uses: readonly PolicyUse[] }) {
  if (uses.length === 0) return <p className="text-n8">No role that was read.</p>;
  return (
    <div className="max-w-page">
      <PlainTable
        label={label}
        minWidth="min-w-0"
        columns={[{ title: "Role" }, { title: "Workloads", numeric: true, className: "w-28" }]}
        rows={uses.slice(0, shown).map(({ role, workloads }) => ({
          key: role.arn,
          cells: [
            <RoleLink key="role" role={role} />,
            workloads.value === 0 ? (
              <span key="none" className="text-n8">
                0
              </span>
            ) : (
              <Link key="count" href={workloads.href} className="link">
                {formatNumber(workloads.value)}
              </Link>
            ),
          ],
        }))}
      />
      {uses.length > shown ? (
        <p className="mt-1 text-n8">
          The first {shown} of {formatNumber(uses.length)}, those with most workloads first.
        </p>
      ) : null}
    </div>
  );
}

const targetKinds = { root: "Root", unit: "Organizational unit", account: "Account" } as const;

function Targets({ targets }: { targets: PolicyDetail["targets"] }) {
  if (targets === null) return <p>Where it is attached was not read.</p>;
  if (targets.length === 0) return <p className="text-n8">It is attached nowhere.</p>;
  return (
    <ul className="max-w-[40rem]">
      {targets.map((target) => (
        <li key={target.id} className="flex min-h-row flex-wrap items-center gap-x-3 border-line border-b">
          {target.href === null ? (
            <span className="font-medium">{target.name ?? target.id}</span>
          ) : (
            <Link href={target.href} className="link font-medium">
              {target.name ?? target.id}
            </Link>
          )}
          <span className="text-n8">{targetKinds[target.kind]}</span>
          <code className="ml-auto text-n8">{target.id}</code>
        </li>
      ))}
    </ul>
  );
}
