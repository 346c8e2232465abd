import { cx } from "@/components/ui/cx";
import type { StatementAnswer, StatementEvidence } from "@/lib/contracts/api";
import { EvidenceLink } from "./evidence";

/** Longer lists are folded: a policy of 10 kB must not push the page apart. */
const shown = 8;

/** What is left of a statement once boundary, session policy, organization and denials have had their say. */
export interface StatementMark {
  readonly state: "limited" | "removed" | "unknown";
  /** One line each: what limits it, or which layer was not read. */
  readonly texts: readonly string[];
  /** Of each text, the statement that does it. */
  readonly statements: readonly (StatementEvidence | null)[];
}

const markWords: Readonly<Record<StatementMark["state"], { sign: string; word: string; className: string }>> = {
  limited: { sign: "◐", word: "Limited", className: "text-medium" },
  removed: { sign: "✕", word: "Nothing is left of it", className: "text-high" },
  unknown: { sign: "?", word: "Could be limited", className: "text-info" },
};

/** One statement in words, then its elements as written. */
export function StatementView({
  statement,
  marked = false,
  mark = null,
}: {
  statement: StatementAnswer;
  marked?: boolean;
  mark?: StatementMark | null;
}) {
  const rows = [
    { name: statement.principals?.not ? "NotPrincipal" : "Principal", values: statement.principals?.values },
    { name: statement.actions.not ? "NotAction" : "Action", values: statement.actions.values },
    { name: statement.resources?.not ? "NotResource" : "Resource", values: statement.resources?.values },
  ];
  return (
    <li
      data-statement={statement.index}
      aria-current={marked || undefined}
      className={cx(
        "border-line border-b py-2 last:border-b-0",
        marked && "-mx-3 bg-accent-soft px-3 shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      <p className="flex max-w-lines gap-2">
        <span
          className={cx("w-14 shrink-0 font-medium", statement.effect === "Deny" ? "text-high" : "text-n10")}
          aria-hidden="true"
        >
          {statement.effect === "Deny" ? "✕ Deny" : "✓ Allow"}
        </span>
        <span className="min-w-0">
          {statement.sentence}{" "}
          <span className={cx("text-n8", statement.sid === null && "whitespace-nowrap")}>
            {statement.sid === null ? `statement ${statement.index + 1}` : `“${statement.sid}”`}
          </span>
        </span>
      </p>
      {mark === null ? null : (
        <div className="mt-1 flex gap-2 max-sm:flex-col max-sm:gap-0 sm:pl-16" data-mark={mark.state}>
          <span className={cx("shrink-0 font-medium", markWords[mark.state].className)}>
            <span aria-hidden="true">{markWords[mark.state].sign}</span> {markWords[mark.state].word}
          </span>
          <ul className="min-w-0 text-n9">
            {mark.texts.map((text, at) => {
              const limiting = mark.statements[at] ?? null;
              return (
                <li key={text}>
                  {text} {limiting === null ? null : <EvidenceLink statement={limiting} />}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      <dl className="mt-1 grid max-w-lines grid-cols-1 gap-x-3 pl-0 sm:grid-cols-[6rem_minmax(0,1fr)] sm:pl-16">
        {rows.map((row) =>
          row.values === undefined ? null : (
            <div key={row.name} className="col-span-full grid grid-cols-subgrid">
              <dt className="text-n8">{row.name}</dt>
              <dd className="min-w-0">
                <Values values={row.values} />
              </dd>
            </div>
          ),
        )}
        {statement.conditions.map((condition) => (
          <div key={`${condition.operator} ${condition.key}`} className="col-span-full grid grid-cols-subgrid">
            <dt className="text-n8">Condition</dt>
            <dd className="min-w-0">
              {condition.sentence}{" "}
              <code className="break-all text-n8">
                {condition.operator} {condition.key} {condition.values.join(", ")}
              </code>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Values({ values }: { values: readonly string[] }) {
  if (values.length <= shown) return <List values={values} />;
  return (
    <>
      <List values={values.slice(0, shown)} />
      <details>
        <summary className="link w-fit text-n8">{values.length - shown} more</summary>
        <List values={values.slice(shown)} />
      </details>
    </>
  );
}

function List({ values }: { values: readonly string[] }) {
  return (
    <ul>
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a policy may name one thing twice
        <li key={at}>
          <code className="break-all">{value}</code>
        </li>
      ))}
    </ul>
  );
}
