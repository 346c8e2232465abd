"use client";
import { DetailPage } from "@/components/parts/detail-page";
import { Arn } from "@/components/shared/arn";
import { CensusView } from "@/components/shared/census-view";
import { FieldList, None } from "@/components/shared/field-list";
import { GapsSection } from "@/components/shared/gaps-section";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { RoleFigures } from "@/components/shared/role-figures";
import { Sentence } from "@/components/shared/sentence";
import { buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { type AccountDetail, pageHref } from "@/lib/contracts/api";
import { Clusters, ControlPolicies, Reaches } from "./account-parts";

/** Everything about one account: what runs in it, whom its roles serve, what binds it. */
export function AccountPage() {
  return <DetailPage<AccountDetail>>{(detail) => <Detail detail={detail} />}</DetailPage>;
}

function Detail({ detail }: { detail: AccountDetail }) {
  return (
    <>
      <PageHeader
        kind="Account"
        title={detail.name ?? detail.id}
        actions={
          <div className="flex flex-wrap gap-2" data-chrome>
            <Link href={pageHref("/map", { account: [detail.id] })} className={buttonClass("plain")}>
              On the map
            </Link>
            <Link href={pageHref("/ask", { tab: "matrix", account: detail.id })} className={buttonClass("plain")}>
              Access by level
            </Link>
          </div>
        }
      >
        <p className="flex flex-wrap items-center gap-x-2 text-n8">
          <span className="inline-flex items-center">
            <code>{detail.id}</code>
            <CopyButton text={detail.id} what="account id" />
          </span>
          {detail.units === null || detail.units.length === 0 ? null : <span>{detail.units.join(" / ")}</span>}
        </p>
        <Sentence parts={detail.answer} className="mt-2" />
      </PageHeader>
      <Section title="Workloads that run in it" note={counted(detail.census.workloads.value, "workload", "workloads")}>
        <CensusView census={detail.census} />
      </Section>
      <Section title="Clusters" note={counted(detail.clusters.length, "cluster", "clusters")}>
        <Clusters clusters={detail.clusters} />
      </Section>
      <Section
        title="Roles of it that workloads of other accounts use"
        note={counted(detail.rolesForOthers.length, "role", "roles")}
      >
        <div className="max-w-page">
          <RoleFigures label="Roles for other accounts" roles={detail.rolesForOthers} />
        </div>
      </Section>
      <Section
        title="Other accounts that its workloads reach"
        note={counted(detail.reaches.length, "account", "accounts")}
      >
        <Reaches reaches={detail.reaches} workloads={detail.census.workloads.value} />
      </Section>
      <Section title="What binds it from the organization">
        <ControlPolicies policies={detail.controlPolicies} management={detail.managementAccount === true} />
      </Section>
      <Section title="Facts">
        <FieldList
          className="max-w-page"
          fields={[
            {
              name: "Roles that workloads use",
              value: (
                <Link href={detail.roles.href} className="link">
                  {counted(detail.roles.value, "role", "roles")}
                </Link>
              ),
            },
            { name: "Regions read", value: detail.regions.length === 0 ? <None /> : detail.regions.join(", ") },
            {
              name: "Read as",
              value:
                detail.readerArn === null ? <None>not read</None> : <Arn value={detail.readerArn} what="reader ARN" />,
            },
            {
              name: "Path in the organization",
              value:
                detail.organizationPath === null ? (
                  <None>not read</None>
                ) : (
                  <code className="break-all">{detail.organizationPath}</code>
                ),
            },
          ]}
        />
      </Section>
      <GapsSection gaps={detail.gaps} />
    </>
  );
}
