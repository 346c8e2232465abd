/** Steps as a finding shows them: what is done, what it needs, and the statements that let it happen. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { statementEvidence } from "../evidence";
import type { FindingEvidence, FindingStep } from "../finding";
import type { Answer } from "./ask";
import type { Step } from "./step";

/** Statements shown of one step. */
const MOST = 8;

export function stepOf(index: AccessIndex, { text, conditions, answers, evidence = [] }: Step): FindingStep {
  const more = typeof evidence === "function" ? evidence() : evidence;
  return {
    text: `${text[0]!.toUpperCase()}${text.slice(1)}.`,
    condition: conditions.length === 0 ? null : `if ${conditions.join(", and if ")}`,
    evidence: [...answers.flatMap((answer) => answerEvidence(index, answer)), ...more].slice(0, MOST),
  };
}

/** The statement of the role's own policies that allows a call. */
export function answerEvidence(index: AccessIndex, answer: Answer): readonly FindingEvidence[] {
  const { analysis, profile, action } = answer;
  const { role } = profile;
  if (role === null) return [];
  const names = index.library.identity(role).map(({ name }) => name);
  const because = analysis.because.find((each) => each.layer === "identity" && each.statement !== null);
  const allowing = because && because.effect !== "Deny" ? because : null;
  const policy = names[allowing?.policy ?? -1];
  if (!allowing || policy === undefined) {
    const granted = index.engine.grants(profile.sets, namedAction(index, action)).find(({ may }) => !may.isEmpty);
    if (!granted) return [];
    const { index: at, sid } = granted.statement.statement;
    return [statementEvidence(`${action} on ${answer.resource}`, role.arn, { policy: granted.policy, sid, index: at })];
  }
  const statement = { policy, sid: allowing.sid, index: allowing.statement ?? 0 };
  return [statementEvidence(`${action} on ${answer.resource}`, role.arn, statement)];
}

function namedAction(index: AccessIndex, action: string) {
  return index.engine.compiler.matcher.match(action).actions;
}
