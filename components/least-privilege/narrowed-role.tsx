"use client";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { RoleLink } from "@/components/shared/role-link";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { NarrowedRole } from "@/lib/contracts/api";
import { KeptList, RemovedList } from "./actions";
import { BesideEachOther } from "./beside";
import { OutputTexts } from "./output-texts";

export interface Choices {
  readonly keep: (actions: readonly string[]) => void;
  readonly drop: (actions: readonly string[]) => void;
}

/** One role: the answer, what it rests on, the policies beside each other, and the text to paste. */
export function NarrowedRoleView({
  narrowed,
  several,
  choices,
  onSpan,
}: {
  narrowed: NarrowedRole;
  several: boolean;
  choices: Choices;
  onSpan: (span: { from: string; to: string }) => void;
}) {
  const { role, sentence, warnings, watchedInFull, state } = narrowed;
  return (
    <article aria-label={role.name}>
      <div className="flex max-w-page flex-col gap-3 px-4 pb-4 sm:px-gutter">
        <p className="text-n8">
          {several ? "Role " : "Its role is "}
          <RoleLink role={role} />
        </p>
        <p className="text-lg" data-answer>
          {sentence}
        </p>
        {warnings.length > 0 ? (
          <Notice icon="warning">
            <ul className="flex list-disc flex-col gap-1 pl-4">
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
      </div>
      <Section title="What that rests on">
        <Coverage narrowed={narrowed} />
        {watchedInFull ? (
          <p className="mt-2 flex flex-wrap items-center gap-x-3">
            <span>
              All management events were watched for {watchedInFull.days} days, {watchedInFull.from.slice(0, 10)} to{" "}
              {lastDay(watchedInFull.to)}.
            </span>
            <Button data-chrome onClick={() => onSpan(watchedInFull)}>
              Use that time
            </Button>
          </p>
        ) : (
          <p className="mt-2 text-n8">There is no day of which all management events of this account were watched.</p>
        )}
      </Section>
      {state === "not-possible" ? null : (
        <>
          <Section
            title="What would go"
            note={narrowed.counts.removed === 0 ? "nothing" : `${formatNumber(narrowed.counts.removed)} actions`}
          >
            <RemovedList narrowed={narrowed} onKeep={choices.keep} />
          </Section>
          <Section
            title="What stays, and why"
            note={`${formatNumber(narrowed.counts.kept)} actions, ${formatNumber(narrowed.counts.used)} of them used`}
          >
            <KeptList narrowed={narrowed} onDrop={choices.drop} />
          </Section>
          <Section title="Present and proposed">
            <BesideEachOther narrowed={narrowed} />
          </Section>
          <Sharing narrowed={narrowed} />
          <Quotas narrowed={narrowed} />
          <OutputTexts narrowed={narrowed} />
        </>
      )}
    </article>
  );
}

const classWords = {
  "management-read": "Reading management events",
  "management-write": "Writing management events",
  data: "Data events",
} as const;
const watchWords = { all: "Watched", part: "In part", none: "Not watched" } as const;

function Coverage({ narrowed }: { narrowed: NarrowedRole }) {
  return (
    <dl className="grid max-w-page gap-x-6 gap-y-1 sm:grid-cols-[14rem_7rem_minmax(0,1fr)]">
      {narrowed.coverage.map((each) => (
        <div key={each.class} className="contents">
          <dt>{classWords[each.class]}</dt>
          <dd className={each.state === "all" ? "font-medium" : "font-medium text-medium"}>{watchWords[each.state]}</dd>
          <dd className="text-n8 max-sm:mb-2">{each.because}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sharing({ narrowed: { others, otherPrincipals } }: { narrowed: NarrowedRole }) {
  if (others.length + otherPrincipals.length === 0) return null;
  return (
    <Section title="Who else has the role" note={`${others.length + otherPrincipals.length}`}>
      <ul className="flex max-w-page flex-col gap-1">
        {others.slice(0, 50).map(({ workload, calls, onlyTheirs }) => (
          <li key={workload.id} className="flex flex-wrap items-baseline gap-x-3">
            <Link href={workload.href} className="link">
              {workload.namespace ?? "nodes"}/{workload.serviceAccount ?? ""}
            </Link>
            <span className="text-n8">{workload.clusterName ?? workload.issuer}</span>
            <span className="tnum text-n8">{formatNumber(calls)} calls</span>
            {onlyTheirs.length > 0 ? (
              <span className="min-w-0 break-words">
                stays for its sake: <code>{onlyTheirs.slice(0, 8).join(", ")}</code>
                {onlyTheirs.length > 8 ? ` and ${onlyTheirs.length - 8} more` : ""}
              </span>
            ) : null}
          </li>
        ))}
        {others.length > 50 ? <li className="text-n8">and {formatNumber(others.length - 50)} more</li> : null}
        {otherPrincipals.map((principal) => (
          <li key={principal} className="break-all">
            <code>{principal}</code> <span className="text-n8">by the trust policy</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Quotas({ narrowed: { quotas } }: { narrowed: NarrowedRole }) {
  if (quotas.length === 0) return null;
  return (
    <Section title="Sizes and quotas">
      <ul className="flex max-w-page flex-col gap-1">
        {quotas.map(({ name, used, limit, fits }) => (
          <li key={name} className="flex flex-wrap gap-x-3">
            <span>{name}</span>
            <span className={fits ? "tnum" : "tnum font-medium text-high"}>
              {formatNumber(used)} of {formatNumber(limit)}
              {fits ? "" : ", too many"}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function lastDay(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString().slice(0, 10);
}
