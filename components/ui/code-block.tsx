"use client";
import { useEffect, useMemo, useRef } from "react";
import { CopyButton } from "./copy-button";
import { cx } from "./cx";
import { jsonLines, type TokenKind } from "./json-tokens";

const tokenClass: Record<TokenKind, string> = {
  key: "text-n10 font-medium",
  string: "text-n9",
  number: "text-n9",
  word: "text-n9",
  mark: "text-n8",
  text: "",
};

export interface LineRange {
  /** From 1, both ends included. */
  readonly from: number;
  readonly to: number;
}

/** Text of a document with line numbers. `highlight` marks the lines that a claim rests on; the first is scrolled to. */
export function CodeBlock({
  text,
  what,
  highlight = [],
  maxHeight = "max-h-[28rem]",
}: {
  text: string;
  what: string;
  highlight?: readonly LineRange[];
  maxHeight?: string;
}) {
  const lines = useMemo(() => jsonLines(text), [text]);
  const box = useRef<HTMLElement>(null);
  const first = highlight[0]?.from;

  useEffect(() => {
    if (first === undefined) return;
    const line = box.current?.querySelector<HTMLElement>(`[data-line="${first}"]`);
    if (line && box.current) box.current.scrollTop = line.offsetTop - 24;
  }, [first]);

  return (
    <div className="group relative rounded-control border border-line bg-n1">
      <CopyButton text={text} what={what} className="absolute top-1 right-2 z-10 bg-n1" />
      <section
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={what}
        className={cx("relative overflow-auto py-2", maxHeight)}
      >
        <pre className="min-w-max text-xs leading-4.5">
          {lines.map((tokens, index) => {
            const number = index + 1;
            const marked = highlight.some((range) => number >= range.from && number <= range.to);
            return (
              <div
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
                key={index}
                data-line={number}
                data-marked={marked || undefined}
                className={cx("flex pr-10", marked && "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]")}
              >
                <span aria-hidden="true" className="tnum w-10 shrink-0 select-none pr-3 text-right text-n8">
                  {number}
                </span>
                <code className="whitespace-pre text-[1em]">
                  {tokens.length === 0
                    ? "\n"
                    : tokens.map((token, at) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity but their place
                        <span key={at} className={tokenClass[token.kind]}>
                          {token.text}
                        </span>
                      ))}
                </code>
              </div>
            );
          })}
        </pre>
      </section>
    </div>
  );
}
