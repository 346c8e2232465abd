"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { Arn } from "@/components/shared/arn";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { apiGet, errorBody } from "@/lib/client/api";
import type { SessionRow, SessionStory } from "@/lib/contracts/api";
import { AskedCallsView } from "./asked-calls";
import { AssumptionLine } from "./assumption-line";
import { CallsTable } from "./calls-table";
import { confidenceWords, mechanismWords, roleText, workloadText } from "./words";
import { WorkloadLink } from "./workload-link";

/** One session's story: who began it, what it was chained to, what was done with it, and when it ends. */
export function SessionPage() {
  const id = decodeURIComponent(usePathname().split("/").at(-1) ?? "");
  const path = `/api/activity/sessions/${encodeURIComponent(id)}`;
  const story = useInfiniteQuery({
    queryKey: ["activity", path],
    queryFn: ({ signal, pageParam }) => apiGet<SessionStory>(path, { before: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const first = story.data?.pages[0];
  if (story.isError) return <Failed page error={errorBody(story.error)} onRetry={() => void story.refetch()} />;
  if (!first) return <Loading rows={14} />;
  const { session } = first;
  const calls = (story.data?.pages ?? []).flatMap((page) => page.calls);
  return (
    <>
      <PageHeader kind="Session" title={session.sessionName ?? session.accessKeyId ?? session.id}>
        {workloadText(session.workload) === null ? null : (
          <p className="text-n8">
            <WorkloadLink workload={session.workload} />
          </p>
        )}
        <p className="mt-2 max-w-lines text-lg" data-answer>
          {sessionSentence(session)}
        </p>
        <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1">
          <Fact name="Began">{session.startedAt === null ? "not recorded" : <Time at={session.startedAt} />}</Fact>
          <Fact name="Expires">
            {session.expiresAt === null ? "not known" : <Time at={session.expiresAt} />}
            {session.expiryAssumed ? " at the latest: the record does not tell" : null}
          </Fact>
          <Fact name="Last call">{session.lastCall === null ? "none seen" : <Time at={session.lastCall} />}</Fact>
          <Fact name="Pod">{session.pod ?? "not recorded"}</Fact>
          <Fact name="Node">{session.node ?? "not recorded"}</Fact>
        </dl>
        {session.roleArn === null ? null : <Arn value={session.roleArn} what="role ARN" />}
        {session.accessKeyId === null ? null : <Arn value={session.accessKeyId} what="access key id" />}
      </PageHeader>
      {first.limits.length === 0 ? null : (
        <div className="max-w-page px-4 pb-4 sm:px-gutter">
          <Notice>
            {first.limits.map((limit) => (
              <p key={limit}>{limit}</p>
            ))}
          </Notice>
        </div>
      )}
      <Section title="Assumed by" note={confidenceWords[session.confidence].means}>
        {first.assumedBy.length === 0 ? (
          <p className="text-n8">What began this session was not recorded.</p>
        ) : (
          <ol className="flex max-w-page flex-col gap-1">
            {first.assumedBy.map((row) => (
              <AssumptionLine key={row.eventId} row={row} />
            ))}
          </ol>
        )}
      </Section>
      {first.chainedTo.length === 0 ? null : (
        <Section title="Went on to" note={counted(first.chainedTo.length, "assumption", "assumptions")}>
          <ol className="flex max-w-page flex-col gap-1">
            {first.chainedTo.map((row) => (
              <AssumptionLine key={row.eventId} row={row} />
            ))}
          </ol>
        </Section>
      )}
      <Section title="Actions" note={counted(first.byAction.length, "action", "actions")}>
        {first.byAction.length === 0 ? (
          <p className="text-n8">No call was seen.</p>
        ) : (
          <ul className="grid max-w-page gap-x-8 sm:grid-cols-2">
            {first.byAction.map((row) => (
              <li key={`${row.service}${row.eventName}`} className="flex gap-2 border-line border-b py-1">
                <code className="min-w-0 flex-1 break-all">{row.action ?? `${row.service} ${row.eventName}`}</code>
                <span className="tnum">{counted(row.calls, "call", "calls")}</span>
                {row.denied > 0 ? <span className="tnum text-high">✕ {formatNumber(row.denied)} denied</span> : null}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {first.addresses.length === 0 ? null : (
        <Section title="Addresses" note={counted(first.addresses.length, "address", "addresses")}>
          <ul className="flex flex-wrap gap-x-6 gap-y-1">
            {first.addresses.map((address) => (
              <li key={address.ip} className="tnum">
                <code>{address.ip}</code> {counted(address.calls, "call", "calls")}, last <Time at={address.last} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Calls" note={`${formatNumber(calls.length)} of ${formatNumber(session.calls)}, newest first`}>
        {calls.length === 0 ? <p className="text-n8">No call was seen.</p> : <CallsTable calls={calls} />}
        {story.hasNextPage ? (
          <Button className="mt-2" disabled={story.isFetchingNextPage} onClick={() => void story.fetchNextPage()}>
            Earlier calls
          </Button>
        ) : null}
      </Section>
      <Section title="At the source" note="asked now, and not kept">
        <AskedCallsView sessionId={session.id} />
      </Section>
    </>
  );
}

function sessionSentence(session: SessionRow): string {
  const who =
    workloadText(session.workload) ??
    (session.node === null ? "A caller that is not known" : `Something on node ${session.node}`);
  const role = session.roleArn === null ? "a role that is not recorded" : roleText(session.roleArn);
  const how =
    session.mechanism === null
      ? ""
      : ` ${session.mechanism === "node-role" ? "as the role of its node" : `through ${mechanismWords[session.mechanism]}`}`;
  const calls = session.calls === 0 ? "no call was seen" : `made ${counted(session.calls, "call", "calls")}`;
  const denied =
    session.denied === 0 ? "" : `, ${counted(session.denied, "of them was denied", "of them were denied")}`;
  return `${who} held ${role}${how} and ${calls}${denied}.`;
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="shrink-0 text-n8">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
