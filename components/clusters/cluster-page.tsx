"use client";
import { DetailPage } from "@/components/parts/detail-page";
import { FindingsOfQuery } from "@/components/parts/findings-section";
import { Arn } from "@/components/shared/arn";
import { CensusView } from "@/components/shared/census-view";
import { ConsoleLink } from "@/components/shared/console-link";
import { type Field, FieldList, None } from "@/components/shared/field-list";
import { GapsSection } from "@/components/shared/gaps-section";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { RoleFigures } from "@/components/shared/role-figures";
import { RoleLink } from "@/components/shared/role-link";
import { Sentence } from "@/components/shared/sentence";
import { Tags } from "@/components/shared/tags";
import { Time } from "@/components/shared/time";
import { buttonClass } from "@/components/ui/button";
import { accountPath, type ClusterDetail, pageHref } from "@/lib/contracts/api";
import { AccessEntries, Addons, Compute } from "./cluster-parts";
import { Namespaces } from "./namespaces";

/** Everything about one cluster: who runs in it, with which roles, and what it is. */
export function ClusterPage() {
  return <DetailPage<ClusterDetail>>{(detail) => <Detail detail={detail} />}</DetailPage>;
}

function Detail({ detail }: { detail: ClusterDetail }) {
  const { cluster, census } = detail;
  return (
    <>
      <PageHeader
        kind="Cluster"
        title={cluster.name}
        actions={
          <div className="flex flex-wrap gap-2" data-chrome>
            <Link href={pageHref("/map", { cluster: [cluster.arn] })} className={buttonClass("plain")}>
              On the map
            </Link>
            <Link href={pageHref("/ask", { tab: "matrix", cluster: [cluster.arn] })} className={buttonClass("plain")}>
              Access by level
            </Link>
            <ConsoleLink url={cluster.consoleUrl} what={`cluster ${cluster.name}`} text="Cluster in AWS" />
          </div>
        }
      >
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-n8">
          <Link href={accountPath(cluster.accountId)} className="link">
            {cluster.accountName ?? cluster.accountId}
          </Link>
          {cluster.region}
          <Arn value={cluster.arn} what="cluster ARN" />
        </p>
        <Sentence parts={detail.answer} className="mt-2" />
      </PageHeader>
      <FindingsOfQuery query={{ cluster: [cluster.arn] }} />
      <Section title="Workloads" note={counted(census.workloads.value, "workload", "workloads")}>
        <CensusView census={census} />
      </Section>
      <Section title="Namespaces" note={counted(detail.namespaces.length, "namespace", "namespaces")}>
        <Namespaces namespaces={detail.namespaces} cluster={cluster} />
      </Section>
      <Section title="Roles that its workloads use" note={counted(census.roleCount, "role", "roles")}>
        <div className="max-w-page">
          <RoleFigures label="Roles" roles={census.roles} total={census.roleCount} />
        </div>
      </Section>
      <Section title="What runs its pods" note={counted(detail.compute.length, "group", "groups")}>
        <Compute compute={detail.compute} />
      </Section>
      <Section title="Add-ons" note={counted(detail.addons.length, "add-on", "add-ons")}>
        <Addons addons={detail.addons} />
      </Section>
      <Section title="Who may use its API">
        <AccessEntries entries={detail.accessEntries} />
      </Section>
      <Section title="Facts">
        <FieldList className="max-w-page" fields={facts(detail)} />
      </Section>
      <GapsSection gaps={detail.gaps} />
    </>
  );
}

const agents: Readonly<Record<ClusterDetail["cluster"]["podIdentityAgent"], string>> = {
  addon: "add-on eks-pod-identity-agent",
  "auto-mode": "part of Auto Mode",
  unknown: "not known from EKS: it may be installed by hand",
};

function facts({ cluster, facts: more }: ClusterDetail): readonly Field[] {
  const text = (value: string | null) => value ?? <None>not told by EKS</None>;
  const endpoints = [more.endpointPublicAccess ? "public" : null, more.endpointPrivateAccess ? "private" : null].filter(
    (each) => each !== null,
  );
  return [
    { name: "Status", value: text(cluster.status) },
    { name: "Version", value: text([cluster.version, cluster.platformVersion].filter(Boolean).join(", ") || null) },
    { name: "Pod Identity agent", value: agents[cluster.podIdentityAgent] },
    {
      name: "OIDC issuer",
      value: cluster.oidcIssuer === null ? <None /> : <code className="break-all">{cluster.oidcIssuer}</code>,
    },
    { name: "Authentication", value: text(more.authenticationMode) },
    { name: "API endpoint", value: endpoints.length > 0 ? endpoints.join(" and ") : <None>not told by EKS</None> },
    { name: "Cluster role", value: more.role === null ? <None>not read</None> : <RoleLink role={more.role} /> },
    {
      name: "Read through its API",
      value: more.kubernetesRead.length === 0 ? <None>nothing</None> : more.kubernetesRead.join(", "),
    },
    { name: "Created", value: cluster.createdAt === null ? <None>not told</None> : <Time at={cluster.createdAt} /> },
    { name: "Tags", value: <Tags tags={cluster.tags} /> },
  ];
}
