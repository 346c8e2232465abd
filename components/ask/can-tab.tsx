"use client";
import { type FormEvent, useMemo } from "react";
import { ExportMenu } from "@/components/parts/export-menu";
import { counted } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Verdict } from "@/components/shared/verdict";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { CanAnswer, FromSnapshot } from "@/lib/contracts/api";
import { AnswerLine } from "./answer-line";
import { CanWayView } from "./can-way";
import { ContextFields } from "./context-fields";
import { readContext } from "./context-value";
import { ThingField, useDraft } from "./question-fields";
import { useAskAddress } from "./use-ask-address";

/** Can a workload or role do an action on a resource: one decision, layer by layer. */
export function CanTab() {
  const [address, setAddress] = useAskAddress();
  const asked = { subject: address.subject, action: address.action, resource: address.resource };
  const [draft, setDraft] = useDraft(asked);
  function ask(event: FormEvent) {
    event.preventDefault();
    void setAddress({
      subject: draft.subject.trim(),
      action: draft.action.trim(),
      resource: draft.resource.trim(),
      open: null,
    });
  }
  const whole = asked.subject !== "" && asked.action !== "";
  return (
    <>
      <form
        onSubmit={ask}
        className="grid items-end gap-2 px-4 py-3 sm:px-gutter md:grid-cols-[minmax(0,1.2fr)_14rem_minmax(0,1fr)_auto]"
      >
        <ThingField
          label="Workload or role"
          kinds={["workload", "role"]}
          value={draft.subject}
          onChange={(subject) => setDraft({ subject })}
          placeholder="namespace/service-account, or a role ARN"
        />
        <ThingField
          label="Action"
          kinds={["action"]}
          value={draft.action}
          onChange={(action) => setDraft({ action })}
          placeholder="s3:GetObject"
        />
        <ThingField
          label="Resource"
          kinds={["resource", "role"]}
          value={draft.resource}
          onChange={(resource) => setDraft({ resource })}
          placeholder="An ARN; * stands for what is not known"
        />
        <Button variant="primary" type="submit">
          Ask
        </Button>
      </form>
      {whole ? (
        <Answer asked={asked} context={address.context} />
      ) : (
        <Empty title="Name who, what and on which resource">
          A workload as its list shows it, a single action, and the ARN of what it would be done to.
        </Empty>
      )}
    </>
  );
}

function Answer({
  asked,
  context,
}: {
  asked: { readonly subject: string; readonly action: string; readonly resource: string };
  context: string;
}) {
  const [, setAddress] = useAskAddress();
  const query = {
    subject: asked.subject,
    action: asked.action,
    resource: asked.resource === "" ? "*" : asked.resource,
    ...(context === "" ? {} : { context }),
  };
  const answer = useEstateQuery<CanAnswer>("/api/ask/can", query, { keepPrevious: true });
  const filled = useMemo(() => readContext(context), [context]);
  if (answer.isError) return <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading rows={10} />;
  const { data } = answer.data;
  const openKeys = mergedKeys(data);
  return (
    <div className={cx("flex flex-col", answer.isPlaceholderData && "opacity-70")}>
      <div className="flex flex-col gap-2 px-4 pb-4 sm:px-gutter">
        <AnswerLine sentence={data.sentence} actions={<ExportMenu what="can" read={() => file(answer.data)} />} />
        <p className="flex flex-wrap items-center gap-x-3">
          <Verdict verdict={data.verdict} />
          <span className="text-n8">
            {data.wayCount > data.ways.length
              ? `the best ${data.ways.length} of ${counted(data.wayCount, "way", "ways")}`
              : counted(data.wayCount, "way to the credentials", "ways to the credentials")}
          </span>
        </p>
      </div>
      <Section title="What is not known, and what you know" id="context">
        <ContextFields
          openKeys={openKeys}
          filled={filled}
          onChange={(next) => void setAddress({ context: next === "" ? null : next }, { history: "replace" })}
        />
      </Section>
      {data.ways.map((way, at) => (
        <Section
          // biome-ignore lint/suspicious/noArrayIndexKey: ways stand in the order of the answer
          key={at}
          title={way.hops.length === 0 ? `As ${way.role.name}` : `Way ${at + 1}: as ${way.role.name}`}
        >
          <CanWayView way={way} />
        </Section>
      ))}
      {data.ways.length === 0 ? <p className="px-4 sm:px-gutter">There are no credentials to ask about.</p> : null}
    </div>
  );
}

/** Keys that decide in any of the ways, each once. */
function mergedKeys(answer: CanAnswer): CanAnswer["ways"][number]["openKeys"] {
  const keys = new Map<string, CanAnswer["ways"][number]["openKeys"][number]>();
  for (const way of answer.ways) for (const open of way.openKeys) if (!keys.has(open.key)) keys.set(open.key, open);
  return [...keys.values()];
}

function file({ snapshot, data }: FromSnapshot<CanAnswer>) {
  return {
    json: { format: "podlens.can/v1", snapshot, answer: data },
    columns: ["way", "role", "verdict", "layer", "level", "state", "text", "statements"],
    rows: data.ways.flatMap((way, at) =>
      way.layers.map((layer) => [
        at + 1,
        way.role.arn,
        way.verdict,
        layer.layer,
        layer.level,
        layer.state,
        layer.text,
        layer.statements.map((each) => `${each.policyArn ?? each.policy}#${each.index}`).join("; "),
      ]),
    ),
  };
}
