"use client";
import { usePathname } from "next/navigation";
import { EvidencePanel } from "@/components/parts/evidence-panel";
import { FieldList, None } from "@/components/shared/field-list";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ApiFailure, errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { type FindingDetail, pageHref } from "@/lib/contracts/api";
import { FindingActions } from "./finding-actions";
import { FindingAnswer } from "./finding-answer";
import { FindingEvidenceList } from "./finding-evidence";
import { FindingHistory } from "./finding-history";
import { FindingRemedies } from "./finding-remedies";
import { FindingSteps } from "./finding-steps";
import { FindingSubjects } from "./finding-subjects";
import { categoryWords, changeWords } from "./words";

/** Everything about one finding: what, how bad, how it comes about, whom it concerns, what ends it. */
export function FindingPage() {
  const pathname = usePathname();
  const query = useEstateQuery<FindingDetail>(`/api${pathname}`);
  if (query.error instanceof ApiFailure && query.error.code === "not-found") return <Gone />;
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={12} />;
  return <Detail detail={query.data.data} />;
}

/** No mistake of the address, as a rule: what was mended is found no more. */
function Gone() {
  return (
    <>
      <PageHeader kind="Finding" title="No longer found" />
      <Empty
        title="This finding is fixed, or its cause has changed"
        action={
          <Link href="/findings" className={buttonClass("plain")}>
            All findings
          </Link>
        }
      >
        The snapshot that is shown has no finding of this id. An older snapshot may have it; a cause that changed has
        another id.
      </Empty>
    </>
  );
}

function Detail({ detail }: { detail: FindingDetail }) {
  const { row, rule } = detail;
  return (
    <>
      <PageHeader
        kind="Finding"
        title={<span className="break-words">{row.title}</span>}
        actions={
          <Link href={pageHref("/findings", { rule: [row.rule] })} className={buttonClass("plain")} data-chrome>
            All of this rule
          </Link>
        }
      >
        <p className="flex flex-wrap items-baseline gap-x-2 text-n8">
          {categoryWords[row.category]}
          <span aria-hidden="true">·</span>
          first seen <Time at={row.firstSeenAt} />
          <span aria-hidden="true">·</span>
          last seen <Time at={row.lastSeenAt} />
          {row.changed === null ? null : (
            <span className="rounded-sm border border-line-strong px-1 text-xs">
              {changeWords[row.changed]} since the snapshot before
            </span>
          )}
        </p>
        <div className="mt-2 flex flex-col gap-3">
          <FindingAnswer detail={detail} />
          <FindingActions detail={detail} />
        </div>
      </PageHeader>
      {detail.steps.length === 0 ? null : (
        <Section title="How it comes about" note={counted(detail.steps.length, "step", "steps")}>
          <div className="max-w-page">
            <FindingSteps steps={detail.steps} />
          </div>
        </Section>
      )}
      <Section title="What shows it">
        <div className="max-w-page">
          {detail.evidence.length === 0 ? (
            <p className="text-n8">
              {detail.steps.length > 0 ? "The evidence stands with the steps." : "None is named."}
            </p>
          ) : (
            <FindingEvidenceList evidence={detail.evidence} />
          )}
        </div>
      </Section>
      <Section title="Whom it concerns" note={counted(detail.subjects.length, "subject", "subjects")}>
        <div className="max-w-page">
          <FindingSubjects subjects={detail.subjects} />
        </div>
      </Section>
      <Section title="What ends it">
        <div className="max-w-page">
          <FindingRemedies remedies={detail.remediation} />
        </div>
      </Section>
      <Section title="What happened to it">
        <div className="max-w-page">
          <FindingHistory history={detail.history} />
        </div>
      </Section>
      <Section title="The rule">
        <div className="flex max-w-page flex-col gap-2">
          <p className="max-w-lines break-words">{rule.description}</p>
          <FieldList fields={ruleFacts(detail)} />
        </div>
      </Section>
      <EvidencePanel />
    </>
  );
}

function ruleFacts({ rule, row }: FindingDetail) {
  return [
    { name: "Rule", value: <code>{rule.id}</code> },
    {
      name: "Id of the finding",
      value: (
        <span className="inline-flex min-w-0 items-center">
          <code className="break-all">{row.id}</code>
          <CopyButton text={row.id} what="id of the finding" />
        </span>
      ),
    },
    {
      name: "Rests on",
      value:
        rule.references.length === 0 ? (
          <None />
        ) : (
          <ul>
            {rule.references.map((url) => (
              <li key={url}>
                {/^https:\/\//.test(url) ? (
                  <a href={url} rel="noreferrer" target="_blank" className="link break-all">
                    {url}
                  </a>
                ) : (
                  <span className="break-all">{url}</span>
                )}
              </li>
            ))}
          </ul>
        ),
    },
  ];
}
