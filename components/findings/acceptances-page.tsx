"use client";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { errorBody } from "@/lib/client/api";
import { useAcceptanceChanges, useFindingsQuery } from "@/lib/client/findings";
import { type AcceptanceAnswer, type AcceptancesAnswer, findingPath, pageHref } from "@/lib/contracts/api";
import { FindingsNav } from "./findings-nav";

/** What somebody answers for: what holds, what holds for nothing any more, and what did hold. */
export function AcceptancesPage() {
  const query = useFindingsQuery<AcceptancesAnswer>("/api/findings/acceptances");
  const answer = query.data;
  const all = answer?.acceptances ?? [];
  const active = all.filter(({ state }) => state === "active");
  const holding = active.filter(({ matches }) => matches > 0);
  const stale = active.filter(({ matches }) => matches === 0);
  const past = all.filter(({ state }) => state !== "active");
  return (
    <>
      <PageHeader title="Findings">
        {answer ? (
          <p className="text-lg" data-answer>
            {active.length === 0
              ? "Nothing is accepted."
              : `${counted(active.length, "acceptance holds", "acceptances hold")}${stale.length > 0 ? `, ${formatNumber(stale.length)} of them for nothing that is found` : ""}.`}
          </p>
        ) : null}
        <FindingsNav />
      </PageHeader>
      {answer?.muteFile ? (
        <div className="px-4 pb-3 sm:px-gutter">
          <Notice icon={answer.muteFile.error === null ? "info" : "warning"}>
            <span className="break-words">
              Mute file <code className="break-all">{answer.muteFile.path}</code>
              {answer.muteFile.error === null
                ? ": its entries are changed there."
                : ` cannot be read, and what it said before holds: ${answer.muteFile.error}`}
            </span>
          </Notice>
        </div>
      ) : null}
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={8} /> : null}
      {answer && all.length === 0 ? (
        <Empty title="No finding was accepted">
          A finding's page lets you accept it, with a reason, an owner and a day on which that ends.
        </Empty>
      ) : null}
      <Group title="In force" entries={holding} />
      <Group title="Stale" note="no finding matches them any more: mended, or the pattern is wrong" entries={stale} />
      <Group title="Past" entries={past} />
    </>
  );
}

function Group({ title, note, entries }: { title: string; note?: string; entries: readonly AcceptanceAnswer[] }) {
  if (entries.length === 0) return null;
  return (
    <Section title={title} note={note ?? formatNumber(entries.length)}>
      <ul className="max-w-page">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
    </Section>
  );
}

function Entry({ entry }: { entry: AcceptanceAnswer }) {
  const { revoke } = useAcceptanceChanges();
  const toast = useToast();
  const what = selectors(entry);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-line border-b py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="break-words font-medium">{entry.reason}</p>
        <p className="break-words text-n9">
          {what.map(({ name, value, href }, at) => (
            <span key={name}>
              {at === 0 ? "" : ", "}
              {name}{" "}
              {href === null ? (
                <code className="break-all">{value}</code>
              ) : (
                <Link href={href} prefetch={false} className="link">
                  <code className="break-all">{value}</code>
                </Link>
              )}
            </span>
          ))}
          {entry.state === "active" ? `: ${counted(entry.matches, "finding", "findings")}` : ""}
        </p>
        <p className="break-words text-n8">
          {entry.owner} answers for it
          {entry.acceptedAt === null ? null : (
            <>
              ; accepted <Time at={entry.acceptedAt} />
              {entry.acceptedBy === null ? null : ` by ${entry.acceptedBy}`}
            </>
          )}
          {entry.expires === null ? "; until it is revoked" : "; until "}
          {entry.expires === null ? null : <Time at={entry.expires} />}
          {entry.revokedAt === null ? null : (
            <>
              ; revoked <Time at={entry.revokedAt} />
              {entry.revokedBy === null ? null : ` by ${entry.revokedBy}`}
            </>
          )}
          {entry.state === "expired" ? "; expired" : null}
          {entry.source === "file" ? `; in ${entry.place ?? "the mute file"}` : null}
        </p>
      </div>
      {entry.source === "store" && entry.state === "active" ? (
        <Button
          data-chrome
          aria-label={`Revoke: ${entry.reason.slice(0, 80)}`}
          disabled={revoke.isPending}
          onClick={() =>
            revoke.mutate(entry.id, {
              onSuccess: () => toast({ title: "The acceptance was revoked" }),
              onError: (error) => toast({ title: "It could not be revoked", description: errorBody(error).message }),
            })
          }
        >
          Revoke
        </Button>
      ) : null}
    </li>
  );
}

function selectors({ finding, rule, subject, account, cluster }: AcceptanceAnswer) {
  const all = [
    { name: "finding", value: finding, href: finding === null ? null : findingPath(finding) },
    {
      name: "rule",
      value: rule,
      href: rule === null || /[*?]/.test(rule) ? null : pageHref("/findings", { rule: [rule] }),
    },
    { name: "subject", value: subject, href: null },
    { name: "account", value: account, href: null },
    { name: "cluster", value: cluster, href: null },
  ];
  return all.flatMap((each) => (each.value === null ? [] : [{ ...each, value: each.value }]));
}
