"use client";
import { Evidence, Limits } from "@/components/shared/evidence";
import { LayersNotRead } from "@/components/shared/layers-not-read";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Failed } from "@/components/shared/states";
import { Verdict } from "@/components/shared/verdict";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { GrantAnswer, WhatCanAnswer } from "@/lib/contracts/api";

const shownActions = 40;

/** The grants behind a service: one statement on one resource pattern each, with what limits it. */
export function Grants({
  subject,
  reach,
  service,
  level,
}: {
  subject: string;
  reach: "all" | "direct";
  service: string;
  level: string;
}) {
  const answer = useEstateQuery<WhatCanAnswer>("/api/ask/what-can", { subject, reach, service });
  if (answer.isError) return <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <SkeletonRows rows={4} />;
  const { grants, grantCount, layersNotRead } = answer.data.data;
  const said = new Set(layersNotRead.map((layer) => layer.text));
  const shown = grants.filter((grant) => level === "" || grant.actions.some((action) => action.level === level));
  if (shown.length === 0) return <p className="text-n8">No grant of this level.</p>;
  return (
    <ul className="flex max-w-page flex-col gap-3">
      {shown.map((grant, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grants have no identity but their place in the answer
        <li key={at}>
          <Grant grant={grant} level={level} said={said} />
        </li>
      ))}
      {grantCount > grants.length ? (
        <li className="text-n8">{formatNumber(grantCount - grants.length)} more grants: the export has them all.</li>
      ) : null}
    </ul>
  );
}

function Grant({
  grant,
  level,
  said,
}: {
  grant: GrantAnswer;
  level: string;
  /** What was said of the whole answer already. */
  said: ReadonlySet<string>;
}) {
  const { resource, role } = grant;
  const actions = grant.actions.filter((action) => level === "" || action.level === level);
  return (
    <article className="rounded-panel border border-line px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <Verdict verdict={grant.verdict} />
        <span className="min-w-0">
          {resource.negated ? "everything but " : null}
          {resource.type === null ? null : <span className="text-n8">{resource.type} </span>}
          {resource.href === null ? (
            <span className="break-all font-medium">{resource.name}</span>
          ) : (
            <Link href={resource.href} prefetch={false} className="link break-all font-medium">
              {resource.name}
            </Link>
          )}
        </span>
        {grant.directness === "onward" ? <span className="text-n8">through {role.name}</span> : null}
      </div>
      {resource.name === resource.pattern ? null : <code className="block break-all text-n8">{resource.pattern}</code>}
      <p className="mt-1 break-words">
        {actions.slice(0, shownActions).map((action, at) => (
          <span key={action.name}>
            {at === 0 ? null : ", "}
            <code title={action.certain ? action.level : `${action.level}, not certain`}>
              {action.name}
              {action.certain ? null : <span className="text-medium">◐</span>}
            </code>
          </span>
        ))}
        {actions.length > shownActions || (level === "" && grant.actionCount > actions.length) ? (
          <span className="text-n8">
            {" "}
            and{" "}
            {formatNumber((level === "" ? grant.actionCount : actions.length) - Math.min(shownActions, actions.length))}{" "}
            more
          </span>
        ) : null}
      </p>
      <div className="mt-1 flex flex-col gap-1">
        <Evidence statement={grant.statement} />
        {grant.conditions.map((condition) => (
          <p key={condition} className="break-words text-medium">
            ◐ only if {condition}
          </p>
        ))}
        <Limits limits={grant.limitedBy} />
        <LayersNotRead layers={grant.layersNotRead.filter((layer) => !said.has(layer.text))} />
      </div>
    </article>
  );
}
