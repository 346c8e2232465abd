"use client";
import { useQueries } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { EvidencePanel } from "@/components/parts/evidence-panel";
import { Arn } from "@/components/shared/arn";
import { useAskedStatement } from "@/components/shared/asked-statement";
import { ConsoleLink } from "@/components/shared/console-link";
import { FieldList } from "@/components/shared/field-list";
import { GapsSection } from "@/components/shared/gaps-section";
import { Link } from "@/components/shared/link";
import { PageHeader, Section } from "@/components/shared/page-header";
import { PolicyView } from "@/components/shared/policy-view";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { apiGet, errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import { type FromSnapshot, pageHref, type ResourceDetail, type WhoCanAnswer } from "@/lib/contracts/api";
import { QuestionCard } from "./question-card";
import { resourceSentence } from "./resource-sentence";

/** One resource, or a pattern of them: who can do what with it. */
export function ResourcePage() {
  const [arn] = useQueryState("arn", parseAsString.withDefault(""));
  const query = useEstateQuery<ResourceDetail>("/api/resources", { arn }, { enabled: arn !== "" });
  if (arn === "") {
    return (
      <>
        <PageHeader title="Resource" />
        <Empty title="Which resource?">
          The address names none. Paste its ARN under{" "}
          <Link href={pageHref("/ask", { tab: "paste" })} className="link">
            Ask
          </Link>
          .
        </Empty>
      </>
    );
  }
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={12} />;
  return <Detail detail={query.data.data} />;
}

/** Workloads that each card names; the rest is one click away. */
const shown = 5;

function Detail({ detail }: { detail: ResourceDetail }) {
  const { id } = useSnapshotChoice();
  const asked = useAskedStatement();
  const answers = useQueries({
    queries: detail.questions.map(({ action, resource }) => {
      const query = { action, resource, limit: shown, snapshot: id };
      return {
        queryKey: ["estate", id, "/api/ask/who-can", query],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          apiGet<FromSnapshot<WhoCanAnswer>>("/api/ask/who-can", query, signal),
        enabled: id !== null,
      };
    }),
  });
  const data = answers.map((answer) => answer.data?.data ?? null);
  return (
    <>
      <PageHeader
        kind={detail.type ?? detail.serviceName ?? "Resource"}
        title={<span className="break-all">{detail.name}</span>}
        actions={
          <div className="flex flex-wrap gap-2" data-chrome>
            {detail.page === null ? null : (
              <Link href={detail.page} className={buttonClass("plain")}>
                Its page
              </Link>
            )}
            <Link
              href={pageHref("/ask", { action: `${detail.service}:*`, resource: detail.arn })}
              className={buttonClass("plain")}
            >
              Ask more
            </Link>
            <ConsoleLink url={detail.consoleUrl} what={detail.name} text="In AWS" />
          </div>
        }
      >
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-n8">
          {detail.account === null ? (
            <span>account not known</span>
          ) : (
            <Link href={detail.account.href} className="link">
              {detail.account.name ?? detail.account.id}
            </Link>
          )}
          {detail.region}
          <Arn value={detail.arn} what="ARN" />
        </p>
        <p className="mt-2 max-w-lines text-lg" data-answer role="status">
          {resourceSentence(detail, data)}
        </p>
        {detail.exists === false ? (
          <Notice icon="warning" className="mt-2 max-w-lines">
            Grants name it, and the service says that there is no such resource.
          </Notice>
        ) : null}
      </PageHeader>
      <Section title="Who can">
        <div className="grid max-w-page gap-3 md:grid-cols-2 xl:grid-cols-3">
          {detail.questions.map((question, at) => (
            <QuestionCard
              key={`${question.action} ${question.resource}`}
              question={question}
              answer={data[at] ?? null}
              error={answers[at]?.isError ? errorBody(answers[at].error) : null}
            />
          ))}
        </div>
      </Section>
      <Section title="Its own policy">
        <div className="flex max-w-page flex-col gap-2">
          <p className={detail.policyState === "not-read" ? "text-info" : "text-n8"}>{detail.policyWords}</p>
          {detail.policy === null ? null : <PolicyView policy={detail.policy} marked={asked?.index ?? null} />}
        </div>
      </Section>
      {detail.facts.length > 0 ? (
        <Section title="Facts">
          <FieldList
            className="max-w-page"
            fields={detail.facts.map((fact) => ({
              name: fact.term,
              value:
                fact.href === null ? (
                  <span className="break-words">{fact.value}</span>
                ) : (
                  <Link href={fact.href} className="link break-all">
                    {fact.value}
                  </Link>
                ),
            }))}
          />
        </Section>
      ) : null}
      <GapsSection gaps={detail.gaps} />
      <EvidencePanel />
    </>
  );
}
