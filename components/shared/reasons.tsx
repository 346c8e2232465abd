import { Glyph } from "@/components/ui/icons";
import type { Reason, StatementRef } from "@/lib/domain/identity/binding";

/** The because of a verdict: one line a reason, each with the statement that it rests on one click away. */
export function Reasons({
  reasons,
  onStatement,
}: {
  reasons: readonly Reason[];
  onStatement?: (statement: StatementRef) => void;
}) {
  return (
    <ul className="flex flex-col gap-0.5">
      {reasons.map((reason, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one reason may hold for two statements in the same words
        <li key={at} className="flex flex-wrap items-baseline gap-x-2">
          <span>{reason.text}</span>
          {reason.statement !== null && onStatement ? (
            <StatementButton statement={reason.statement} onOpen={onStatement} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function StatementButton({
  statement,
  onOpen,
}: {
  statement: StatementRef;
  onOpen: (statement: StatementRef) => void;
}) {
  return (
    <button type="button" onClick={() => onOpen(statement)} className="link min-h-6 text-left text-accent-text">
      {statement.policy === "trust" ? "trust policy" : statement.policy}
      {", "}
      {statement.sid === null ? `statement ${statement.index + 1}` : `“${statement.sid}”`}
      <span className="ml-1 inline-block">
        <Glyph name="arrowRight" size={12} />
      </span>
    </button>
  );
}
