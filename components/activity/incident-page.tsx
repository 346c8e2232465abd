"use client";
import { parseAsString, useQueryStates } from "nuqs";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { WhichWorkload } from "@/components/shared/which-workload";
import { CodeBlock } from "@/components/ui/code-block";
import { Notice } from "@/components/ui/notice";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import type { IncidentAnswer, SessionRow } from "@/lib/contracts/api";
import { ActivityNav } from "./activity-nav";
import { sessionPath } from "./words";
import { WorkloadLink } from "./workload-link";

/** A workload that may have been taken over: which credentials still live, and what ends them. */
export function IncidentPage() {
  const [{ workload, role }] = useQueryStates({ workload: parseAsString, role: parseAsString });
  const query = useActivityQuery<IncidentAnswer>(
    "/api/activity/incident",
    { workload, role },
    { enabled: workload !== null || role !== null },
  );
  return (
    <>
      <PageHeader
        {...(workload === null && role === null
          ? { title: "Incident" }
          : { kind: "Incident", title: query.data?.title ?? workload?.split("|").slice(1).join("/") ?? role })}
      >
        <ActivityNav />
      </PageHeader>
      {workload === null && role === null ? (
        <WhichWorkload>
          an entry of{" "}
          <Link href="/activity/unexpected" className="link">
            Unexpected
          </Link>
        </WhichWorkload>
      ) : null}
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending && query.fetchStatus !== "idle" ? <Loading rows={10} /> : null}
      {query.data ? <Incident answer={query.data} /> : null}
    </>
  );
}

function Incident({ answer }: { answer: IncidentAnswer }) {
  return (
    <>
      <div className="flex max-w-page flex-col gap-3 px-4 pb-4 sm:px-gutter">
        <p className="text-lg" data-answer>
          {answer.sentence}
        </p>
        <Notice>
          Podlens runs none of what follows: it is text to read, change and paste.{" "}
          {answer.limits.map((limit) => (
            <span key={limit}>{limit} </span>
          ))}
        </Notice>
      </div>
      <Section title="Live sessions" note={counted(answer.sessions.length, "session", "sessions")}>
        {answer.sessions.length === 0 ? (
          <p className="text-n8">No session is known whose credentials have not expired.</p>
        ) : (
          <Sessions sessions={answer.sessions} />
        )}
      </Section>
      {answer.steps.map((step, index) => (
        <Section key={step.title} title={`${index + 1}. ${step.title}`}>
          <div className="flex max-w-page flex-col gap-2">
            <p>{step.explanation}</p>
            {step.texts.map((text) => (
              <div key={text.title}>
                <h3 className="mb-1 text-n8">{text.title}</h3>
                <CodeBlock text={text.text} what={text.title} />
              </div>
            ))}
          </div>
        </Section>
      ))}
    </>
  );
}

function Sessions({ sessions }: { sessions: readonly SessionRow[] }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Live sessions"
      className="overflow-x-auto"
    >
      <table className="w-full min-w-[52rem]">
        <thead className="text-left text-n8 text-xs">
          <tr>
            {["Session", "Workload", "Pod", "Began", "Expires", "Calls", "Last call"].map((title) => (
              <th key={title} scope="col" className="py-1 pr-4 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id} className="border-line border-t align-top">
              <td className="max-w-72 py-1 pr-4">
                <Link href={sessionPath(session.id)} prefetch={false} className="link break-all">
                  {session.sessionName ?? session.accessKeyId ?? session.id}
                </Link>
              </td>
              <td className="py-1 pr-4">
                <WorkloadLink workload={session.workload} />
              </td>
              <td className="break-all py-1 pr-4">{session.pod ?? "not recorded"}</td>
              <td className="py-1 pr-4">{session.startedAt === null ? null : <Time at={session.startedAt} />}</td>
              <td className="py-1 pr-4">
                {session.expiresAt === null ? "not known" : <Time at={session.expiresAt} />}
                {session.expiryAssumed ? <p className="text-n8 text-xs">at the latest</p> : null}
              </td>
              <td className="tnum py-1 pr-4">
                {formatNumber(session.calls)}
                {session.denied > 0 ? <span className="text-high"> ✕ {formatNumber(session.denied)}</span> : null}
              </td>
              <td className="py-1">{session.lastCall === null ? "none seen" : <Time at={session.lastCall} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
