"use client";
import { usePathname } from "next/navigation";
import { EvidencePanel } from "@/components/parts/evidence-panel";
import { FindingsSection } from "@/components/parts/findings-section";
import { LastUsedSection } from "@/components/parts/last-used";
import { Arn } from "@/components/shared/arn";
import { useAskedStatement } from "@/components/shared/asked-statement";
import { FieldList, None } from "@/components/shared/field-list";
import { GapList } from "@/components/shared/gap-list";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Policies } from "@/components/shared/policies";
import { policyMarks } from "@/components/shared/policy-marks";
import { PolicyView } from "@/components/shared/policy-view";
import { Failed, Loading } from "@/components/shared/states";
import { Tags } from "@/components/shared/tags";
import { Time } from "@/components/shared/time";
import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { accountPath, pageHref, type RoleDetail } from "@/lib/contracts/api";
import { roleAnswer } from "./role-answer";
import { RoleUses } from "./role-uses";

/** Everything about one role: who uses it, who may, and what it allows. */
export function RolePage() {
  const pathname = usePathname();
  const query = useEstateQuery<RoleDetail>(`/api${pathname}`);
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={12} />;
  return <Detail detail={query.data.data} />;
}

function Detail({ detail }: { detail: RoleDetail }) {
  const { role, policies } = detail;
  const asked = useAskedStatement();
  const workloadsHref = pageHref("/workloads", { role: [role.arn] });
  return (
    <>
      <PageHeader
        kind="Role"
        title={role.name}
        actions={
          <div className="flex flex-wrap gap-2" data-chrome>
            <Link href={pageHref("/map", { focus: `role:${role.arn}` })} className={buttonClass("plain")}>
              On the map
            </Link>
            <Link href={pageHref("/ask", { tab: "what-can", subject: role.arn })} className={buttonClass("plain")}>
              What it can do
            </Link>
            <Link
              href={pageHref("/ask", { tab: "what-if", kind: "trust", target: role.arn })}
              className={buttonClass("plain")}
            >
              What if …
            </Link>
            <Link href={pageHref("/least-privilege", { role: role.arn })} className={buttonClass("plain")}>
              Least privilege
            </Link>
          </div>
        }
      >
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-n8">
          <Link href={accountPath(role.accountId)} className="link">
            {role.accountName ?? role.accountId}
          </Link>
          <Arn value={role.arn} what="role ARN" consoleUrl={role.consoleUrl} />
        </p>
        <p className="mt-2 max-w-lines text-lg" data-answer>
          {roleAnswer(detail)}
        </p>
        {detail.problem === null ? null : (
          <Notice icon="warning" className="mt-2 max-w-lines">
            {detail.problem}
          </Notice>
        )}
      </PageHeader>
      <Section
        title="Who uses it"
        note={
          detail.usedBy.length === 0 ? null : (
            <Link href={workloadsHref} className="link">
              Under Workloads
            </Link>
          )
        }
      >
        <div className="max-w-page">
          <RoleUses usedBy={detail.usedBy} allHref={workloadsHref} />
        </div>
      </Section>
      <FindingsSection summary={detail.findings} />
      <Section title="Who may assume it">
        <div className="max-w-page">
          <PolicyView policy={detail.trustPolicy} marked={asked?.policy === "trust" ? asked.index : null} />
        </div>
      </Section>
      <Section title="What it allows" note={counted(policies.length, "policy", "policies")}>
        <div className="max-w-page">
          <Policies
            services={detail.services}
            policies={policies}
            boundary={detail.boundary}
            asked={asked}
            marks={policyMarks(detail.marks)}
          />
        </div>
      </Section>
      <LastUsedSection role={role.arn} />
      <Section title="Facts">
        <FieldList className="max-w-page" fields={facts(detail)} />
      </Section>
      {detail.gaps.length > 0 ? (
        <Section title="What could not be read about it" note={counted(detail.gaps.length, "gap", "gaps")}>
          <div className="max-w-page">
            <GapList gaps={detail.gaps} />
          </div>
        </Section>
      ) : null}
      <EvidencePanel />
    </>
  );
}

function facts(detail: RoleDetail) {
  const { role, lastUsed } = detail;
  return [
    {
      name: "Unique id",
      value: detail.roleId === null ? <None>not read</None> : <Arn value={detail.roleId} what="role id" />,
    },
    { name: "Path", value: <code className="break-all">{role.path}</code> },
    { name: "Created", value: role.createdAt === null ? <None>not read</None> : <Time at={role.createdAt} /> },
    {
      name: "Last used",
      value:
        lastUsed === null ? (
          <None>{detail.lastUsedRead ? "not within the time that IAM keeps" : "not read"}</None>
        ) : (
          <>
            <Time at={lastUsed.at} />
            {lastUsed.region === null ? null : <span className="text-n8"> in {lastUsed.region}</span>}
          </>
        ),
    },
    {
      name: "Permissions boundary",
      value: role.boundaryArn === null ? <None /> : <Arn value={role.boundaryArn} what="boundary ARN" />,
    },
    {
      name: "Instance profiles",
      value:
        detail.instanceProfileArns.length === 0 ? (
          <None />
        ) : (
          <ul>
            {detail.instanceProfileArns.map((arn) => (
              <li key={arn}>
                <Arn value={arn} what="instance profile ARN" />
              </li>
            ))}
          </ul>
        ),
    },
    { name: "Tags", value: <Tags tags={detail.tags} /> },
  ];
}
