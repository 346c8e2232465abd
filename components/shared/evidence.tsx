"use client";
import { useQueryState } from "nuqs";
import { cx } from "@/components/ui/cx";
import type { LimitAnswer, StatementEvidence } from "@/lib/contracts/api";
import { evidenceAddress } from "./evidence-address";

/** The address of the statement that is open beside the page. */
export function useEvidenceAddress() {
  return useQueryState("evidence", { history: "push" });
}

/** A statement that a claim rests on: what it says, and where it stands, opened beside the claim. */
export function Evidence({ statement }: { statement: StatementEvidence }) {
  const denies = statement.effect === "Deny";
  return (
    <span className="flex min-w-0 gap-2" data-evidence={statement.effectHere}>
      <span className={cx("w-3 shrink-0", denies ? "text-high" : "text-n8")} aria-hidden="true">
        {denies ? "✕" : "✓"}
      </span>
      <span className="min-w-0">
        {statement.sentence} <EvidenceLink statement={statement} />
      </span>
    </span>
  );
}

/** Where a statement stands: opened beside the page, or as the page that it is. */
export function EvidenceLink({ statement }: { statement: StatementEvidence }) {
  const [, open] = useEvidenceAddress();
  const { href } = statement;
  const where = `${statement.policy}, ${statement.sid ? `“${statement.sid}”` : `statement ${statement.index + 1}`}`;
  if (href === null) return <span className="text-n8">{where}</span>;
  return (
    <a
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        // What has no policy page is opened as the page that it is.
        if (evidenceAddress(href) === null) return;
        event.preventDefault();
        void open(href);
      }}
      className="link text-accent-text"
    >
      {where}
    </a>
  );
}

export function EvidenceList({ statements }: { statements: readonly StatementEvidence[] }) {
  if (statements.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5">
      {statements.map((statement, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same statement may count for two levels
        <li key={at}>
          <Evidence statement={statement} />
        </li>
      ))}
    </ul>
  );
}

/** What takes from a grant, each with the statement that does it. */
export function Limits({ limits }: { limits: readonly LimitAnswer[] }) {
  if (limits.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5">
      {limits.map((limit, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: limits have no identity but their place
        <li key={at}>
          <span className={limit.effect === "removes" ? "text-high" : "text-medium"}>
            <span aria-hidden="true">{limit.effect === "removes" ? "✕ " : "◐ "}</span>
            {limit.text}
          </span>
          {limit.statement === null ? null : <Evidence statement={limit.statement} />}
        </li>
      ))}
    </ul>
  );
}
