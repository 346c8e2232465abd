"use client";
import { useEffect, useRef, useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import { Notice } from "@/components/ui/notice";
import type { PolicyAnswer } from "@/lib/contracts/api";
import { Arn } from "./arn";
import { ConsoleLink } from "./console-link";
import { Link } from "./link";
import { counted } from "./number";
import { statementLines } from "./statement-lines";
import { type StatementMark, StatementView } from "./statement-view";

const noMarks: ReadonlyMap<number, StatementMark> = new Map();

const kinds: Record<PolicyAnswer["kind"], string> = {
  trust: "trust policy",
  inline: "inline",
  customer: "customer managed",
  aws: "AWS managed",
  boundary: "permissions boundary",
  session: "session policy",
  scp: "service control policy",
  rcp: "resource control policy",
  resource: "resource policy",
};

/** A policy document: its statements in words or its JSON. `marked` is the statement that a claim rests on. */
export function PolicyView({
  policy,
  marked = null,
  marks = noMarks,
  open = true,
}: {
  policy: PolicyAnswer;
  marked?: number | null;
  /** What other policies do to its statements, by the statement's index. */
  marks?: ReadonlyMap<number, StatementMark>;
  /** Folded policies show their name and how much is in them. */
  open?: boolean;
}) {
  const [form, setForm] = useState<"words" | "json">("words");
  const root = useRef<HTMLDetailsElement>(null);
  const range = marked !== null && policy.json !== null ? statementLines(policy.json, marked) : null;

  useEffect(() => {
    if (marked === null) return;
    root.current?.querySelector(`[data-statement="${marked}"]`)?.scrollIntoView({ block: "center" });
  }, [marked]);

  return (
    <details ref={root} open={open || marked !== null} className="group/policy rounded-panel border border-line">
      <summary className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded-panel px-3 py-1 hover:bg-n1">
        <span className="text-n7 transition-transform duration-120 group-open/policy:rotate-90" data-chrome>
          <Glyph name="chevronRight" size={12} />
        </span>
        <span className="min-w-0 font-medium">{policy.name}</span>
        {policy.kind === "trust" || policy.kind === "session" ? null : (
          <span className="text-n8">{kinds[policy.kind]}</span>
        )}
        <span className="tnum ml-auto text-n8 text-xs">
          {counted(policy.statements.length, "statement", "statements")}
        </span>
      </summary>
      <div className="border-line border-t px-3 pb-2">
        <div className="flex min-h-9 flex-wrap items-center gap-x-3 py-1" data-chrome>
          {policy.arn === null ? (
            <ConsoleLink url={policy.consoleUrl} what={`policy ${policy.name}`} />
          ) : (
            <Arn
              value={policy.arn}
              what="policy ARN"
              consoleUrl={policy.consoleUrl}
              className="flex-1 max-sm:basis-full"
            />
          )}
          {policy.href === null ? null : (
            <Link href={policy.href} prefetch={false} className="link min-h-6 text-n8">
              Its page
            </Link>
          )}
          {policy.json === null ? null : <FormSwitch form={form} onChange={setForm} name={policy.name} />}
        </div>
        {policy.problem === null ? null : (
          <Notice icon="warning" className="my-1">
            {policy.problem}
          </Notice>
        )}
        {form === "words" || policy.json === null ? (
          <ol>
            {policy.statements.map((statement) => (
              <StatementView
                key={statement.index}
                statement={statement}
                marked={statement.index === marked}
                mark={marks.get(statement.index) ?? null}
              />
            ))}
          </ol>
        ) : (
          <CodeBlock text={policy.json} what={`JSON of ${policy.name}`} highlight={range ? [range] : []} />
        )}
      </div>
    </details>
  );
}

const forms = [
  { value: "words", label: "In words" },
  { value: "json", label: "JSON" },
] as const;

function FormSwitch({
  form,
  onChange,
  name,
}: {
  form: "words" | "json";
  onChange: (form: "words" | "json") => void;
  name: string;
}) {
  return (
    <fieldset className="ml-auto flex rounded-control border border-line-strong p-px">
      <legend className="sr-only">How to show {name}</legend>
      {forms.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={form === choice.value}
          onClick={() => onChange(choice.value)}
          className={cx(
            "h-6 rounded-sm px-2 text-xs",
            form === choice.value ? "bg-n3 text-n10" : "text-n8 hover:text-n10",
          )}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}
