import { Arn } from "@/components/shared/arn";
import { Time } from "@/components/shared/time";
import type { Contradiction } from "@/lib/contracts/api";

/** One question with both answers side by side, neither hidden. */
export function ContradictionView({ contradiction }: { contradiction: Contradiction }) {
  const { ours, theirs } = contradiction;
  return (
    <article className="rounded-panel border border-line px-3 py-2">
      <p className="break-all">
        <code className="font-medium">{contradiction.action}</code>
        {contradiction.resource === null ? null : (
          <>
            {" on "}
            <code>{contradiction.resource}</code>
          </>
        )}
      </p>
      <Arn value={contradiction.roleArn} what="role ARN" />
      <div className="mt-1 grid gap-x-6 gap-y-1 sm:grid-cols-2">
        <section aria-label="Podlens says">
          <h4 className="text-n8 text-xs">Podlens says</h4>
          <p className="font-medium">{ours.decision}</p>
          <ul className="text-n9">
            {ours.because.map((reason, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: reasons stand in the order of the decision
              <li key={at} className="break-words">
                {reason.text}
                {reason.policy === null ? null : <span className="text-n8"> {reason.policy}</span>}
              </li>
            ))}
          </ul>
        </section>
        <section aria-label={contradiction.source === "simulator" ? "The simulator says" : "What was recorded"}>
          <h4 className="text-n8 text-xs">
            {contradiction.source === "simulator" ? "The simulator says" : "What was recorded"}
          </h4>
          <p className="font-medium">{theirs.decision}</p>
          <ul className="text-n9">
            {theirs.details.map((detail) => (
              <li key={detail} className="break-words">
                {detail}
              </li>
            ))}
          </ul>
          {theirs.at === null ? null : (
            <p className="text-n8">
              <Time at={theirs.at} />
              {theirs.eventId === null ? null : <code className="break-all"> {theirs.eventId}</code>}
            </p>
          )}
        </section>
      </div>
      {contradiction.context.length > 0 ? (
        <p className="mt-1 break-words text-n8">
          with {contradiction.context.map((each) => `${each.key} = ${each.values.join(", ")}`).join("; ")}
        </p>
      ) : null}
      {contradiction.note === "" ? null : <p className="mt-1 text-n9">{contradiction.note}</p>}
    </article>
  );
}
