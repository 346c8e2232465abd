"use client";
import { changeSigns, kindWords } from "@/components/parts/change-words";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import { cx } from "@/components/ui/cx";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { type ChangesAnswer, type ChangeWord, type ComparedKind, comparedKinds, pageHref } from "@/lib/contracts/api";

const shownWords: readonly ChangeWord[] = ["gained", "lost", "changed"];

/** What is not as it was in the snapshot before; a number leads to what is behind it. */
export function Changes() {
  const answer = useEstateQuery<ChangesAnswer>("/api/changes", { limit: 1 });
  const data = answer.data?.data;
  const rising = sum(data, ({ risk }) => risk === "increasing");
  const at = (query: Readonly<Record<string, string>>) =>
    pageHref("/changes", data?.before ? { a: data.before.id, b: data.after.id, ...query } : query);
  return (
    <section aria-label="What changed">
      <div className="flex flex-wrap items-baseline gap-x-2 border-line-strong border-b pb-1">
        <h2 className="font-semibold text-md">What changed</h2>
        {data?.before ? (
          <p className="text-n8">
            since <Time at={data.before.finishedAt} />
          </p>
        ) : null}
        {data?.before ? (
          <Link href={at({})} className="link ml-auto min-h-6">
            All changes
          </Link>
        ) : null}
      </div>
      {answer.isError ? <p className="py-1 text-medium">{errorBody(answer.error).message}</p> : null}
      {answer.isPending ? <SkeletonRows rows={3} /> : null}
      {data?.before === null ? (
        <p className="py-1 text-n8">This is the first snapshot: there is none to compare it with.</p>
      ) : null}
      {data?.before && data.total === 0 ? <p className="py-1 text-n8">{data.sentence}</p> : null}
      {data?.before && data.total > 0 ? (
        <>
          <p className="min-h-row py-1">
            {rising > 0 ? (
              <Link href={at({ risk: "increasing" })} className="link tnum font-medium text-high">
                {formatNumber(rising)} {rising === 1 ? "raises" : "raise"} the risk
              </Link>
            ) : (
              <span className="text-n8">None raises the risk for certain</span>
            )}
          </p>
          <ul>
            {comparedKinds
              .filter((kind) => sum(data, (each) => each.kind === kind) > 0)
              .map((kind) => (
                <KindLine key={kind} kind={kind} data={data} href={(change) => at({ kind, change })} />
              ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function sum(data: ChangesAnswer | undefined, wanted: (each: ChangesAnswer["counts"][number]) => boolean): number {
  return (data?.counts ?? []).filter(wanted).reduce((total, { count }) => total + count, 0);
}

function KindLine({
  kind,
  data,
  href,
}: {
  kind: ComparedKind;
  data: ChangesAnswer;
  href: (change: ChangeWord) => string;
}) {
  const of = (change: ChangeWord) => sum(data, (each) => each.kind === kind && each.change === change);
  const unread = of("became-known") + of("became-unknown");
  return (
    <li className="flex min-h-row flex-wrap items-center gap-x-4 border-line border-b">
      <span className="w-24">{kindWords[kind].title}</span>
      {shownWords.map((change) => {
        const count = of(change);
        return count === 0 ? null : (
          <Link key={change} href={href(change)} className={cx("link tnum min-h-6", changeSigns[change].className)}>
            <span aria-hidden="true">{changeSigns[change].sign} </span>
            {formatNumber(count)} {change}
            <span className="sr-only"> {kindWords[kind][count === 1 ? "one" : "many"]}</span>
          </Link>
        );
      })}
      {unread > 0 ? (
        <span className="tnum text-n8">
          <span aria-hidden="true">? </span>
          {formatNumber(unread)} not read on one side
        </span>
      ) : null}
    </li>
  );
}
