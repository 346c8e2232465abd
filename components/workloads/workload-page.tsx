"use client";
import { usePathname } from "next/navigation";
import { EvidencePanel } from "@/components/parts/evidence-panel";
import { FindingsSection } from "@/components/parts/findings-section";
import { LastUsedSection } from "@/components/parts/last-used";
import { ConsoleLink } from "@/components/shared/console-link";
import { GapList } from "@/components/shared/gap-list";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Failed, Loading } from "@/components/shared/states";
import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { accountPath, clusterPath, pageHref, type WorkloadDetail } from "@/lib/contracts/api";
import { workloadAnswer } from "./answer";
import { BindingCard } from "./binding-card";
import { CredentialRoleView } from "./credential-role-view";
import { KubernetesSections } from "./kubernetes-sections";
import { PodIdentityMoveSection } from "./pod-identity-move";
import { useStatementAddress } from "./statement-address";
import { StatementPanel } from "./statement-panel";
import { useWhatItCan, WhatItCan } from "./what-it-can";
import { workloadName, workloadPlace } from "./workload-name";

/** Everything about one workload: the answer, each way it gets a role, and what those roles allow. */
export function WorkloadPage() {
  const pathname = usePathname();
  const query = useEstateQuery<WorkloadDetail>(`/api${pathname}`);
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={12} />;
  return <Detail detail={query.data.data} />;
}

function Detail({ detail }: { detail: WorkloadDetail }) {
  const statement = useStatementAddress();
  const { workload, bindings } = detail;
  const has = workload.kind !== "node" && detail.credentialRoles.length > 0;
  const can = useWhatItCan(workload, has);
  const account = workload.accountName ?? workload.accountId;
  return (
    <>
      <PageHeader
        kind={kinds[workload.kind]}
        title={workloadName(workload)}
        actions={
          <div className="flex flex-wrap gap-2" data-chrome>
            <Link href={pageHref("/map", { focus: `service-account:${workload.id}` })} className={buttonClass("plain")}>
              On the map
            </Link>
            <Link href={pageHref("/ask", { tab: "can", subject: workload.id })} className={buttonClass("plain")}>
              Can it …
            </Link>
            {has ? (
              <Link href={pageHref("/least-privilege", { workload: workload.id })} className={buttonClass("plain")}>
                Least privilege
              </Link>
            ) : null}
            <ConsoleLink url={detail.consoleUrl} what={`cluster ${workloadPlace(workload)}`} text="Cluster in AWS" />
          </div>
        }
      >
        <p className="text-n8">
          <Link href={accountPath(workload.accountId)} className="link">
            {account}
          </Link>
          {workload.region === null ? null : ` / ${workload.region}`}
          {" / "}
          {workload.clusterArn === null || workload.region === null || workload.clusterName === null ? (
            <code className="break-all">{workloadPlace(workload)}</code>
          ) : (
            <Link href={clusterPath(workload.accountId, workload.region, workload.clusterName)} className="link">
              {workloadPlace(workload)}
            </Link>
          )}
        </p>
        <p className="mt-2 max-w-lines text-lg" data-answer>
          {workloadAnswer(detail, reachWords(workload, can.data?.data.sentence ?? null))}
          <Sharing roles={detail.credentialRoles} />
        </p>
      </PageHeader>
      <Section title="How it gets a role" note={counted(bindings.length, "binding", "bindings")}>
        <div className="flex max-w-page flex-col gap-3">
          {bindings.map((binding) => (
            <BindingCard
              key={binding.id}
              binding={binding}
              open={bindings.length <= openCards}
              onStatement={(ref) => statement.open(binding, ref)}
            />
          ))}
        </div>
      </Section>
      <FindingsSection summary={detail.findings} />
      {has ? <WhatItCan workload={workload} answer={can} /> : null}
      {workload.kind === "service-account" ? <LastUsedSection workload={workload.id} /> : null}
      {detail.kubernetes ? <KubernetesSections kubernetes={detail.kubernetes} /> : null}
      {workload.kind === "service-account" && bindings.some(({ mechanism }) => mechanism === "irsa") ? (
        <PodIdentityMoveSection workload={workload.id} />
      ) : null}
      <Section title="What the credentials allow">
        <div className="flex max-w-page flex-col gap-6">
          {detail.credentialRoles.length === 0 ? (
            <Notice>No role could be named, so there is no policy to show.</Notice>
          ) : null}
          {detail.credentialRoles.map((role) => (
            <CredentialRoleView key={role.role.arn} credentialRole={role} />
          ))}
        </div>
      </Section>
      {detail.gaps.length > 0 ? (
        <Section title="What could not be read about it" note={counted(detail.gaps.length, "gap", "gaps")}>
          <div className="max-w-page">
            <GapList gaps={detail.gaps} />
          </div>
        </Section>
      ) : null}
      <StatementPanel bindings={bindings} address={statement} />
      <EvidencePanel />
    </>
  );
}

/** The same, without saying again who it is about. */
function reachWords(workload: WorkloadDetail["workload"], sentence: string | null): string | null {
  const name = workloadName(workload);
  return sentence?.startsWith(`${name} `) ? `It ${sentence.slice(name.length + 1)}` : sentence;
}

/** Who else has the same credentials: what one of them does, any of them could have done. */
function Sharing({ roles }: { roles: WorkloadDetail["credentialRoles"] }) {
  return roles.slice(0, 3).map(({ role, workloads }) => (
    <span key={role.arn}>
      {workloads.value === 1 ? (
        ` It is the only workload with ${role.name}.`
      ) : (
        <>
          {" "}
          <Link href={workloads.href} className="link font-medium">
            {counted(workloads.value, "workload shares", "workloads share")}
          </Link>{" "}
          {role.name}.
        </>
      )}
    </span>
  ));
}

/** Up to so many ways in stand open; more are folded, with their verdicts in sight. */
const openCards = 3;

const kinds: Record<WorkloadDetail["workload"]["kind"], string> = {
  "service-account": "Service account",
  pattern: "Pattern",
  node: "Nodes",
};
