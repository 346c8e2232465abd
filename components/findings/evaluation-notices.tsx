import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import type { FindingEvaluation } from "@/lib/contracts/api";

/** What the list does not say, and why: rules that failed, records that are not kept, what could not be read. */
export function EvaluationNotices({ evaluation }: { evaluation: FindingEvaluation }) {
  const { failed, activity, gaps, problems } = evaluation;
  return (
    <div className="flex flex-col gap-2 px-4 pb-3 empty:hidden sm:px-gutter">
      {failed.length === 0 ? null : (
        <Notice icon="warning">
          <Disclosure
            title={`${counted(failed.length, "rule", "rules")} failed: what they would have found is not known.`}
          >
            <ul className="mt-1 max-h-48 overflow-auto">
              {failed.map(({ rule, ruleTitle, message }) => (
                <li key={rule} className="break-words">
                  {ruleTitle} (<code>{rule}</code>): {message}
                </li>
              ))}
            </ul>
          </Disclosure>
        </Notice>
      )}
      {problems.map((problem) => (
        <Notice key={problem} icon="warning">
          <span className="break-words">{problem}</span>
        </Notice>
      ))}
      {activity === null ? (
        <Notice>
          No recorded activity is kept, so that most rules of use say nothing.{" "}
          <Link href="/activity/coverage" className="link">
            What is watched
          </Link>
        </Notice>
      ) : null}
      {gaps > 0 ? (
        <Notice>
          {counted(gaps, "thing", "things")} could not be read and {gaps === 1 ? "was" : "were"} not judged.{" "}
          <Link href="/coverage" className="link">
            Which, and what that hides
          </Link>
        </Notice>
      ) : null}
    </div>
  );
}
