"use client";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Severity } from "@/components/shared/severity";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Disclosure } from "@/components/ui/disclosure";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { type FindingRulesAnswer, type FindingsAnswer, pageHref } from "@/lib/contracts/api";
import { findingCategories } from "@/lib/domain/findings/finding";
import { EvaluationNotices } from "./evaluation-notices";
import { FindingsNav } from "./findings-nav";
import { categoryWords } from "./words";

type Rule = FindingRulesAnswer["rules"][number];

/** Every rule, also those that found nothing, that failed, or that had no data. */
export function RulesPage() {
  const query = useEstateQuery<FindingRulesAnswer>("/api/findings/rules");
  const list = useEstateQuery<FindingsAnswer>("/api/findings", { limit: 1 });
  const rules = query.data?.data.rules ?? [];
  const evaluation = list.data?.data.evaluation;
  const withoutData = (rule: Rule) =>
    evaluation?.activity === null && (rule.category === "use" || rule.category === "logging");
  return (
    <>
      <PageHeader title="Findings">
        {query.data ? (
          <p className="text-lg" data-answer>
            {counted(rules.length, "rule is", "rules are")} checked at each scan;{" "}
            {formatNumber(rules.filter(({ open, accepted }) => open + accepted > 0).length)} found something.
          </p>
        ) : null}
        <FindingsNav />
      </PageHeader>
      {evaluation ? <EvaluationNotices evaluation={evaluation} /> : null}
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={14} /> : null}
      {query.data && rules.length === 0 ? <Empty title="This version has no rules" /> : null}
      {findingCategories.map((category) => {
        const own = rules.filter((rule) => rule.category === category);
        return own.length === 0 ? null : (
          <Section key={category} title={categoryWords[category]} note={counted(own.length, "rule", "rules")}>
            <ul className="max-w-page">
              {own.map((rule) => (
                <RuleLine key={rule.id} rule={rule} withoutData={withoutData(rule)} />
              ))}
            </ul>
          </Section>
        );
      })}
    </>
  );
}

function RuleLine({ rule, withoutData }: { rule: Rule; withoutData: boolean }) {
  return (
    <li className="grid gap-x-4 border-line border-b py-1.5 sm:grid-cols-[minmax(0,1fr)_6rem_13rem]">
      <Disclosure title={<span className="min-w-0 break-words font-medium">{rule.title}</span>}>
        <div className="flex flex-col gap-1 pb-1 pl-4">
          <p className="max-w-lines break-words">{rule.description}</p>
          <p className="text-n8">
            <code>{rule.id}</code>
          </p>
          {rule.references.map((url) => (
            <p key={url} className="break-all text-n8">
              {/^https:\/\//.test(url) ? (
                <a href={url} rel="noreferrer" target="_blank" className="link">
                  {url}
                </a>
              ) : (
                url
              )}
            </p>
          ))}
        </div>
      </Disclosure>
      <span>
        <Severity severity={rule.severity} />
      </span>
      <span className="sm:text-right">
        <RuleResult rule={rule} withoutData={withoutData} />
      </span>
    </li>
  );
}

function RuleResult({ rule, withoutData }: { rule: Rule; withoutData: boolean }) {
  if (rule.failed) return <span className="text-high">✕ failed: not known</span>;
  if (rule.open + rule.accepted > 0)
    return (
      <Link href={pageHref("/findings", { rule: [rule.id] })} prefetch={false} className="link tnum">
        {formatNumber(rule.open)} open{rule.accepted > 0 ? `, ${formatNumber(rule.accepted)} accepted` : ""}
      </Link>
    );
  return <span className="text-n8">{withoutData ? "? no recorded activity" : "found nothing"}</span>;
}
