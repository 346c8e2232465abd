"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Empty, Failed } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { apiSend, errorBody } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import {
  changeKinds,
  type FromSnapshot,
  type SearchHit,
  type WhatIfAnswer,
  type WhatIfBody,
} from "@/lib/contracts/api";
import { DocumentEditor } from "./document-editor";
import { packText, unpackText } from "./packed-text";
import { QuestionField, ThingField, ThingInput, useDraft } from "./question-fields";
import { useAskAddress } from "./use-ask-address";
import { useCurrentDocument } from "./use-current-document";
import { WhatIfResult } from "./what-if-result";

type Kind = (typeof changeKinds)[number];

const kinds: Readonly<Record<Kind, { title: string; target: string; things: readonly SearchHit["kind"][] }>> = {
  "managed-policy": { title: "A managed policy", target: "Policy ARN", things: ["policy"] },
  "inline-policy": { title: "An inline policy of a role", target: "Role ARN", things: ["role"] },
  trust: { title: "The trust policy of a role", target: "Role ARN", things: ["role"] },
  boundary: { title: "The permissions boundary of a role", target: "Role ARN", things: ["role"] },
  session: { title: "The session policy of an association", target: "Association ARN", things: [] },
  scp: { title: "A service control policy", target: "Policy id or ARN", things: ["policy"] },
  rcp: { title: "A resource control policy", target: "Policy id or ARN", things: ["policy"] },
};

const options = changeKinds.map((value) => ({ value, label: kinds[value].title }));

function kindOf(text: string): Kind {
  return changeKinds.find((each) => each === text) ?? "managed-policy";
}

/** Which workloads would gain or lose what, were a document another one. Nothing is kept, nothing is sent to AWS. */
export function WhatIfTab() {
  const [address, setAddress] = useAskAddress();
  const kind = kindOf(address.kind);
  const [draft, setDraft] = useDraft({ target: address.target, name: address.name });
  const [text, setText] = useLinkedText();
  const { id } = useSnapshotChoice();
  const current = useCurrentDocument(kind, address.target, address.name);
  const ask = useMutation({
    mutationFn: (document: string | null) =>
      apiSend<FromSnapshot<WhatIfAnswer>>("POST", "/api/ask/what-if", {
        snapshot: id ?? "latest",
        change: {
          kind,
          target: draft.target.trim(),
          ...(draft.name.trim() === "" ? {} : { name: draft.name.trim() }),
          document,
        },
      } satisfies WhatIfBody),
  });
  const problems = ask.data?.data.problems ?? [];
  const named = draft.target.trim() !== "" && (kind !== "inline-policy" || draft.name.trim() !== "");

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!named || text.trim() === "") return;
    void setAddress({ target: draft.target.trim(), name: draft.name.trim() || null }, { history: "replace" });
    keepInLink(text);
    ask.mutate(text);
  }

  return (
    <div className="grid gap-x-8 gap-y-4 px-4 py-3 sm:px-gutter xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <form onSubmit={submit} className="flex min-w-0 flex-col gap-3">
        <QuestionField label="What is changed">
          <Select
            label="What is changed"
            className="w-full"
            value={kind}
            options={options}
            onChange={(event) => {
              ask.reset();
              void setAddress({ kind: kindOf(event.target.value), target: null, name: null });
            }}
          />
        </QuestionField>
        <ThingField
          label={kinds[kind].target}
          kinds={kinds[kind].things}
          value={draft.target}
          onChange={(target) => setDraft({ target })}
          placeholder="Type a name, or paste it"
        />
        {kind === "inline-policy" ? (
          <QuestionField label="Name of the policy (a new name adds one)">
            <ThingInput
              label="Name of the inline policy"
              kinds={[]}
              value={draft.name}
              onChange={(name) => setDraft({ name })}
              placeholder="policy-name"
            />
          </QuestionField>
        ) : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            disabled={!named}
            onClick={() =>
              void setAddress({ target: draft.target.trim(), name: draft.name.trim() || null }, { history: "replace" })
            }
          >
            Find what stands there now
          </Button>
          {current.document !== null ? (
            <Button onClick={() => setText(current.document ?? "")}>Put it into the editor</Button>
          ) : null}
          <span role="status" className="text-n8">
            {current.words}
          </span>
        </div>
        <DocumentEditor label="The document as it would be" value={text} onChange={setText} problems={problems} />
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" type="submit" disabled={!named || text.trim() === "" || ask.isPending}>
            What would change
          </Button>
          <Button disabled={!named || ask.isPending} onClick={() => ask.mutate(null)}>
            What if it were removed
          </Button>
        </div>
        <p className="text-n8 text-xs">
          It is worked out here, on the snapshot: nothing is written to AWS. The document stays in the link behind the
          “#”, where no server sees it.
        </p>
      </form>
      <div className="min-w-0">
        {ask.isError ? <Failed error={errorBody(ask.error)} /> : null}
        {ask.isPending ? <SkeletonRows rows={8} label="Working it out" /> : null}
        {ask.data && problems.length === 0 && !ask.isPending ? <WhatIfResult answer={ask.data} /> : null}
        {ask.data === undefined && !ask.isError && !ask.isPending ? (
          <Empty title="Who would gain, who would lose">
            Name what is changed, write the document as it would be, and see it before anyone deploys it.
          </Empty>
        ) : null}
      </div>
    </div>
  );
}

/** The document of the link, once; what is written afterwards. */
function useLinkedText(): [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => {
    const packed = /[#&]doc=([\w-]+)/.exec(window.location.hash)?.[1];
    const linked = packed === undefined ? null : unpackText(packed);
    if (linked !== null) setText(linked);
  }, []);
  return [text, setText];
}

function keepInLink(text: string): void {
  const packed = packText(text);
  const url = new URL(window.location.href);
  url.hash = packed === null ? "" : `doc=${packed}`;
  window.history.replaceState(window.history.state, "", url);
}
