"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Evidence } from "@/components/shared/evidence";
import { FieldList, None } from "@/components/shared/field-list";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { RoleLink } from "@/components/shared/role-link";
import { Failed } from "@/components/shared/states";
import { Verdict } from "@/components/shared/verdict";
import { WorkloadLink } from "@/components/shared/workload-link";
import { Button } from "@/components/ui/button";
import { fieldClass } from "@/components/ui/input";
import { SkeletonRows } from "@/components/ui/skeleton";
import { apiSend, errorBody } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { FromSnapshot, PasteAnswer } from "@/lib/contracts/api";
import { AnswerLine } from "./answer-line";
import { CanWayView } from "./can-way";
import { useAskAddress } from "./use-ask-address";

/** Anything at hand: an AccessDenied message, the output of get-caller-identity, an ARN, a key id, a session name. */
export function PasteTab() {
  const [address] = useAskAddress();
  const [text, setText] = useState(address.q);
  const { id: snapshot } = useSnapshotChoice();
  const id = useId();
  const ask = useMutation({
    mutationFn: (pasted: string) =>
      apiSend<FromSnapshot<PasteAnswer>>("POST", "/api/ask/paste", { snapshot: snapshot ?? "latest", text: pasted }),
  });
  const { mutate } = ask;

  // What another search handed over is asked at once.
  useEffect(() => {
    if (address.q !== "") mutate(address.q);
  }, [address.q, mutate]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== "") mutate(text);
  }

  return (
    <div className="grid gap-x-8 gap-y-4 px-4 py-3 sm:px-gutter xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <form onSubmit={submit} className="flex min-w-0 flex-col gap-2">
        <label htmlFor={id} className="text-n8 text-xs">
          An error message, an ARN, an id
        </label>
        <textarea
          id={id}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData("text");
            // Into an empty field a paste is the whole question.
            if (text === "" && pasted.trim() !== "") mutate(pasted);
          }}
          rows={10}
          maxLength={65_536}
          spellCheck={false}
          autoComplete="off"
          placeholder="An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::…"
          className={`${fieldClass} h-auto resize-y py-2 font-mono text-xs`}
        />
        <div>
          <Button variant="primary" type="submit" disabled={text.trim() === "" || ask.isPending}>
            What is it
          </Button>
        </div>
        <p className="text-n8 text-xs">It goes to Podlens only, and is not kept.</p>
      </form>
      <div className="min-w-0">
        {ask.isError ? <Failed error={errorBody(ask.error)} /> : null}
        {ask.isPending ? <SkeletonRows rows={5} /> : null}
        {ask.data && !ask.isPending ? <Result answer={ask.data.data} /> : null}
      </div>
    </div>
  );
}

function Result({ answer }: { answer: PasteAnswer }) {
  const { denial, cause, can } = answer;
  return (
    <section aria-label="What it is" className="flex flex-col gap-4">
      <div>
        <p className="text-n8">{answer.title}</p>
        <AnswerLine sentence={answer.sentence} />
      </div>
      {answer.links.length > 0 ? (
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {answer.links.map((link) => (
            <li key={link.href}>
              <Link href={link.href} className="link font-medium">
                {link.title}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {cause === null ? null : (
        <section aria-label="Cause">
          <h2 className="mb-1 font-semibold text-md">The statement that causes it</h2>
          <Evidence statement={cause} />
        </section>
      )}
      {denial === null ? null : (
        <FieldList
          fields={[
            { name: "Principal", value: code(denial.principal) },
            { name: "Action", value: code(denial.action) },
            { name: "Resource", value: code(denial.resource) },
            { name: "Because, AWS says", value: denial.reason ?? <None>it does not say</None> },
            {
              name: "Podlens finds",
              value:
                denial.verdict === null ? (
                  <None>no credentials to ask about</None>
                ) : (
                  <span className="flex flex-wrap items-center gap-x-3">
                    <Verdict verdict={denial.verdict} />
                    {denial.agrees === null ? null : denial.agrees ? (
                      <span className="text-n8">which agrees with the message</span>
                    ) : (
                      <span className="text-medium">which contradicts the message</span>
                    )}
                  </span>
                ),
            },
          ]}
        />
      )}
      {answer.role === null ? null : <RoleLink role={answer.role} />}
      {answer.workloads.length > 0 ? (
        <section aria-label="Workloads">
          <h2 className="mb-1 font-semibold text-md">Workloads</h2>
          <ul>
            {answer.workloads.map((workload) => (
              <li key={workload.id} className="flex min-h-row items-center border-line border-b">
                <WorkloadLink workload={workload} className="truncate" />
              </li>
            ))}
          </ul>
          {answer.workloadCount > answer.workloads.length ? (
            <p className="mt-1 text-n8">{formatNumber(answer.workloadCount - answer.workloads.length)} more</p>
          ) : null}
        </section>
      ) : null}
      {can?.ways[0] ? (
        <section aria-label="Layer by layer">
          <h2 className="mb-1 font-semibold text-md">Layer by layer</h2>
          <CanWayView way={can.ways[0]} />
        </section>
      ) : null}
    </section>
  );
}

function code(text: string | null) {
  return text === null ? <None>not told</None> : <code className="break-all">{text}</code>;
}
