"use client";
import { useId, useMemo, useRef } from "react";
import { cx } from "@/components/ui/cx";
import type { DocumentProblem } from "@/lib/contracts/api";

/** A policy document to be written or pasted, with line numbers; lines that cannot be read are marked and named. */
export function DocumentEditor({
  label,
  value,
  onChange,
  problems,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problems: readonly DocumentProblem[];
}) {
  const id = useId();
  const numbers = useRef<HTMLDivElement>(null);
  const count = useMemo(() => value.split("\n").length, [value]);
  const wrong = new Set(problems.flatMap((problem) => (problem.line === null ? [] : [problem.line])));
  return (
    <div>
      <label htmlFor={id} className="mb-0.5 block text-n8 text-xs">
        {label}
      </label>
      <div
        className={cx(
          "flex h-[24rem] overflow-hidden rounded-control border bg-n0 font-mono text-xs leading-5",
          problems.length > 0 ? "border-high" : "border-line-strong",
        )}
      >
        <div
          ref={numbers}
          aria-hidden="true"
          className="tnum w-11 shrink-0 select-none overflow-hidden border-line border-r bg-n1 py-2 pr-2 text-right text-n8"
        >
          {Array.from({ length: Math.min(count, 5000) }, (_, at) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              key={at}
              className={wrong.has(at + 1) ? "font-semibold text-high" : undefined}
            >
              {wrong.has(at + 1) ? "✕ " : null}
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onScroll={(event) => {
            if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
          }}
          aria-invalid={problems.length > 0 || undefined}
          aria-describedby={problems.length > 0 ? `${id}-problems` : undefined}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          wrap="off"
          className="min-w-0 flex-1 resize-none overflow-auto bg-transparent px-3 py-2 -outline-offset-2"
        />
      </div>
      {problems.length > 0 ? (
        <ul id={`${id}-problems`} role="alert" className="mt-1 text-high">
          {problems.map((problem, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one mistake may be made twice
            <li key={at} className="break-words">
              <span aria-hidden="true">✕ </span>
              {placeOf(problem)}
              {problem.message}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function placeOf({ line, statement }: DocumentProblem): string {
  const parts = [line === null ? null : `line ${line}`, statement === null ? null : `statement ${statement}`].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? "" : `${parts.join(", ")}: `;
}
