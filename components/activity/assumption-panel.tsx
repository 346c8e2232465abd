"use client";
import { Arn } from "@/components/shared/arn";
import { FieldList, None } from "@/components/shared/field-list";
import { Link } from "@/components/shared/link";
import { Failed } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Verdict } from "@/components/shared/verdict";
import { buttonClass } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import type { AssumptionDetail, RecordPlace } from "@/lib/contracts/api";
import { AssumptionLine } from "./assumption-line";
import { Outcome } from "./outcome";
import { confidenceWords, mechanismWords, sessionPath } from "./words";
import { WorkloadLink } from "./workload-link";

/** One assumption beside the list: what the record says, what was inferred and how, and what it rests on. */
export function AssumptionPanel({ eventId, onClose }: { eventId: string | null; onClose: () => void }) {
  const known = eventId !== null && /^[\w-]{1,128}$/.test(eventId);
  const query = useActivityQuery<AssumptionDetail>(`/api/activity/assumptions/${eventId}`, {}, { enabled: known });
  const detail = query.data;
  const session = detail?.row.sessionId ?? null;
  return (
    <SidePanel
      open={known}
      onClose={onClose}
      title="Assumption"
      actions={
        session === null ? null : (
          <Link href={sessionPath(session)} className={buttonClass("plain")}>
            Open session
          </Link>
        )
      }
    >
      {query.isError && eventId !== null && errorBody(query.error).code === "not-found" ? (
        <OtherRecord eventId={eventId} />
      ) : query.isError ? (
        <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <SkeletonRows rows={8} /> : null}
      {detail ? <Detail detail={detail} /> : null}
    </SidePanel>
  );
}

function Detail({ detail }: { detail: AssumptionDetail }) {
  const { row } = detail;
  const confidence = confidenceWords[row.confidence];
  return (
    <div className="flex flex-col gap-5">
      <FieldList
        fields={[
          { name: "Time", value: <Time at={row.time} /> },
          {
            name: "Outcome",
            value: (
              <>
                <Outcome outcome={row.outcome} />
                {row.errorCode === null ? null : (
                  <p className="break-words text-n8">
                    <code>{row.errorCode}</code> {row.errorMessage}
                  </p>
                )}
              </>
            ),
          },
          { name: "Workload", value: <WorkloadLink workload={row.workload} /> },
          { name: "Known", value: `${confidence.word}. ${confidence.means}` },
          { name: "Mechanism", value: row.mechanism === null ? <None>another</None> : mechanismWords[row.mechanism] },
          {
            name: "Pod",
            value: row.pod === null ? <None>not recorded</None> : <code className="break-all">{row.pod}</code>,
          },
          { name: "Node", value: row.node === null ? <None>not recorded</None> : <code>{row.node}</code> },
          {
            name: "Role",
            value: row.roleArn === null ? <None>not in the record</None> : <Arn value={row.roleArn} what="role ARN" />,
          },
          ...(row.targetRoleArn === null
            ? []
            : [{ name: "Target role", value: <Arn value={row.targetRoleArn} what="target role ARN" /> }]),
          {
            name: "Session name",
            value: row.sessionName === null ? <None /> : <code className="break-all">{row.sessionName}</code>,
          },
          {
            name: "Issued key",
            value:
              row.accessKeyId === null ? (
                <None>none issued</None>
              ) : (
                <Arn value={row.accessKeyId} what="access key id" />
              ),
          },
          { name: "Expires", value: row.expiresAt === null ? <None>not recorded</None> : <Time at={row.expiresAt} /> },
          { name: "From", value: row.sourceIp === null ? <None>not recorded</None> : <code>{row.sourceIp}</code> },
          {
            name: "User agent",
            value:
              detail.userAgent === null ? (
                <None>not recorded</None>
              ) : (
                <span className="break-words">{detail.userAgent}</span>
              ),
          },
          { name: "Account, region", value: `${row.accountId}, ${row.region}` },
          { name: "Event", value: <Arn value={row.eventId} what="event id" /> },
          ...detail.twinEventIds.map((id) => ({
            name: "Same event elsewhere",
            value: <Arn key={id} value={id} what="event id" />,
          })),
          { name: "Record from", value: <RecordFrom place={detail.record} /> },
        ]}
      />
      <Part title="How it was attributed">
        <ol className="flex list-decimal flex-col gap-1 pl-5">
          {detail.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Part>
      {detail.candidates.length === 0 ? null : (
        <Part title="Bindings that could explain it">
          <p className="mb-1 text-n8">
            The record names cluster, node and time alone. None of these is a fact: what speaks for each is beside it,
            most likely first.
          </p>
          <ul className="flex flex-col gap-2">
            {detail.candidates.map((candidate) => (
              <li key={candidate.bindingId} className="flex flex-col border-line border-b pb-2 last:border-b-0">
                <span className="flex flex-wrap items-center gap-2">
                  <span className="font-medium">
                    {candidate.namespace ?? "*"} / {candidate.serviceAccount ?? "*"}
                  </span>
                  <Verdict verdict={candidate.verdict} />
                </span>
                <Arn value={candidate.roleArn} what="role ARN" />
                <span className="text-n8">{candidate.because}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {detail.chain.length === 0 ? null : (
        <Part title="Chain">
          <ol className="flex flex-col gap-2">
            {detail.chain.map((link) => (
              <AssumptionLine key={link.eventId} row={link} />
            ))}
          </ol>
        </Part>
      )}
      <Part title="What was in force">
        <InForceLine detail={detail} />
        {detail.trust === null ? null : <TrustLine trust={detail.trust} />}
      </Part>
    </div>
  );
}

function RecordFrom({ place }: { place: RecordPlace }) {
  return (
    <>
      {place.file === null ? place.from : <code className="break-all">{place.file}</code>}
      {place.fetch.length === 0 ? null : (
        <Disclosure title="Fetch the record">
          <div className="flex flex-col gap-2">
            {place.fetch.map(({ title, text }) => (
              <div key={title}>
                <p className="text-n8">{title}; nothing of it is run here.</p>
                <CodeBlock text={text} what={title} />
              </div>
            ))}
          </div>
        </Disclosure>
      )}
    </>
  );
}

/** An event that is no assumption: a change, a call. */
function OtherRecord({ eventId }: { eventId: string }) {
  const query = useActivityQuery<RecordPlace>(`/api/activity/records/${eventId}`);
  if (query.isPending) return <SkeletonRows rows={3} />;
  if (query.isError) return <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  return (
    <FieldList
      fields={[
        { name: "Event", value: <Arn value={eventId} what="event id" /> },
        { name: "Record from", value: <RecordFrom place={query.data} /> },
      ]}
    />
  );
}

function InForceLine({ detail }: { detail: AssumptionDetail }) {
  const { inForce } = detail;
  return (
    <>
      {inForce.snapshotAt === null ? (
        <p>No snapshot tells which associations and trust policies were in force.</p>
      ) : (
        <p>
          {inForce.basis === "after" ? "No snapshot is as old: the first one after it was read " : "As read "}
          <Time at={inForce.snapshotAt} />
          {inForce.changesApplied > 0 ? `, with ${inForce.changesApplied} recorded changes since` : ""}.
        </p>
      )}
      {inForce.limits.map((limit) => (
        <p key={limit} className="text-n8">
          {limit}
        </p>
      ))}
    </>
  );
}

function TrustLine({ trust }: { trust: NonNullable<AssumptionDetail["trust"]> }) {
  const events = [trust.since?.eventId, trust.until?.eventId].filter((id) => typeof id === "string");
  return (
    <>
      <p>{trust.text}</p>
      {[...new Set(events)].map((id) => (
        <p key={id} className="text-n8">
          Changed with event <Arn value={id} what="event id" />
        </p>
      ))}
      {trust.document === null ? null : (
        <Disclosure title="Trust policy of that time">
          <pre className="overflow-x-auto whitespace-pre-wrap break-words text-xs">{pretty(trust.document)}</pre>
        </Disclosure>
      )}
    </>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-semibold">{title}</h3>
      {children}
    </section>
  );
}
