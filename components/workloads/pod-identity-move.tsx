"use client";
import { useState } from "react";
import { Section } from "@/components/shared/page-header";
import { Failed, Loading } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { Tabs } from "@/components/ui/tabs";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { PodIdentityMove, PodIdentityMoveAnswer } from "@/lib/contracts/api";

type Step = PodIdentityMove["steps"][number];

/** For a workload that gets a role by IRSA: what the move to Pod Identity takes. Asked when somebody wants to know. */
export function PodIdentityMoveSection({ workload }: { workload: string }) {
  const [wanted, setWanted] = useState(false);
  const query = useEstateQuery<PodIdentityMoveAnswer>("/api/pod-identity-move", { workload }, { enabled: wanted });
  const moves = query.data?.data.moves;
  return (
    <Section id="pod-identity" title="Move to Pod Identity">
      {wanted ? null : (
        <Button data-chrome onClick={() => setWanted(true)}>
          What it takes
        </Button>
      )}
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {wanted && query.isPending ? <Loading rows={4} /> : null}
      {moves?.length === 0 ? <p className="text-n8">Its cluster is not in scope: nothing can be said of it.</p> : null}
      {moves && moves.length > 1 ? (
        <Notice icon="warning">
          A service account has one association: of its {moves.length} roles one has to be chosen, or be made of them.
        </Notice>
      ) : null}
      {moves?.map((move) =>
        moves.length === 1 ? (
          <Move key={move.roleArn} move={move} />
        ) : (
          <Disclosure key={move.roleArn} title={move.roleArn.slice(move.roleArn.lastIndexOf("/") + 1)}>
            <Move move={move} />
          </Disclosure>
        ),
      )}
    </Section>
  );
}

function Move({ move }: { move: PodIdentityMove }) {
  return (
    <div className="flex max-w-page flex-col gap-3 pb-4">
      <div>
        <p className="text-md" data-answer>
          {move.sentence}
        </p>
        <p className="break-all text-n8">
          <code>{move.roleArn}</code>
        </p>
      </div>
      {move.against.length > 0 ? (
        <Notice icon="warning">
          <ul className="list-disc pl-4">
            {move.against.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <Disclosure title={<h3 className="font-medium">What changes</h3>} open>
        <dl className="mt-1 grid gap-x-6 gap-y-1.5 pl-4 sm:grid-cols-[11rem_minmax(0,1fr)]">
          {move.changes.map(({ title, text }) => (
            <div key={title} className="contents">
              <dt className="text-n8">{title}</dt>
              <dd className="max-sm:mb-1">{text}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
      {move.steps.length > 0 ? (
        <>
          <p className="text-n8">Podlens runs none of what follows: it is text to read, change and paste.</p>
          <ol className="flex flex-col gap-4">
            {move.steps.map((step, index) => (
              <li key={step.title}>
                <h3 className="font-medium">
                  {index + 1}. {step.title}
                </h3>
                <p className="mb-2">{step.explanation}</p>
                <Texts step={step} />
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </div>
  );
}

function Texts({ step }: { step: Step }) {
  const [shown, setShown] = useState(step.texts[0]?.title ?? "");
  if (step.texts.length === 0) return null;
  return (
    <Tabs
      label={step.title}
      value={shown}
      onChange={setShown}
      tabs={step.texts.map(({ title, text }) => ({
        value: title,
        label: title,
        content: <CodeBlock text={text} what={`${step.title}: ${title}`} />,
      }))}
    />
  );
}
