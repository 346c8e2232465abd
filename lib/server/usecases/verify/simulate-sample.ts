/** Puts a sample of questions to IAM's policy simulator, account by account, and compares. */
import type { Contradiction, VerifyComparison } from "@/lib/contracts/api/verify";
import type { Config } from "@/lib/contracts/config";
import { compareSimulated, type SimulatedDecision } from "@/lib/domain/access/verify/compare";
import { type DecidedQuestion, LeftOutCounts } from "@/lib/domain/access/verify/question";
import { LEFT_OUT } from "@/lib/domain/access/verify/questions";
import { permissionFor } from "@/lib/domain/snapshot/consequences";
import type { VerifyQuestions } from "@/lib/view/verify";
import { attempt } from "../scan/failure";
import { planAccounts } from "../scan/plan";
import { pool } from "../scan/pool";
import type { AccountSource, CallFailure, SimulatedAction } from "../scan/ports";
import type { OpenSimulator } from "./ports";

const OPERATION = "SimulatePrincipalPolicy";
const ACCOUNTS_AT_ONCE = 16;
const CALLS_AT_ONCE = 4;

export async function simulateSample(
  { questions, leftOut, organization }: VerifyQuestions,
  scope: Config["scope"],
  open: OpenSimulator,
  signal: AbortSignal,
): Promise<VerifyComparison> {
  const counts = new LeftOutCounts();
  const contradictions: Contradiction[] = [];
  let compared = 0;
  let agreed = 0;
  let failure: CallFailure | null = null;
  if (questions.length === 0) return result("nothing", "The snapshot has no role of a pod to ask about.");
  const source = open(signal);
  try {
    const caller = await attempt(() => source.caller());
    if (!caller.ok) return result("unavailable", caller.failure.message);
    const targets = new Map(planAccounts(scope, caller.value, organization).map((each) => [each.accountId, each]));
    await pool([...byKey(questions, (each) => each.accountId)], ACCOUNTS_AT_ONCE, async ([accountId, own]) => {
      const target = targets.get(accountId);
      if (!target || target.unreachable) {
        counts.add("not-answered", own.length);
        return;
      }
      const account = source.account(accountId, target.role);
      const opened = await attempt(() => account.open());
      const reader = opened.ok || !target.orCaller ? account : source.account(accountId, null);
      await askAccount(reader, own);
    });
  } finally {
    await source.close();
  }
  if (compared === 0 && contradictions.length === 0 && failure !== null)
    return result(
      (failure as CallFailure).kind === "denied" ? "denied" : "unavailable",
      (failure as CallFailure).message,
    );
  return result(failure === null ? "compared" : "partly", failure === null ? "" : (failure as CallFailure).message);

  async function askAccount(account: AccountSource, own: readonly DecidedQuestion[]): Promise<void> {
    let closed = false;
    await pool([...byKey(own, callKey).values()], CALLS_AT_ONCE, async (group) => {
      const [first] = group;
      if (!first || closed) {
        counts.add("not-answered", group.length);
        return;
      }
      const { roleArn, resource, context } = first;
      const actions = [...new Set(group.map(({ action }) => action))];
      const answer = await attempt(() => account.simulate({ roleArn, actions, resource, context }));
      if (!answer.ok) {
        failure ??= answer.failure;
        counts.add("not-answered", group.length);
        closed = answer.failure.kind === "denied" || answer.failure.kind === "credentials";
        return;
      }
      for (const question of group) compareOne(question, answer.value);
    });
  }

  function compareOne(question: DecidedQuestion, answers: readonly SimulatedAction[]): void {
    const theirs = answers.find(({ action }) => action.toLowerCase() === question.action.toLowerCase());
    if (theirs === undefined) {
      counts.add("not-answered");
      return;
    }
    const comparison = compareSimulated(question, theirs);
    if (comparison.kind === "left-out") {
      counts.add(comparison.code);
      return;
    }
    compared++;
    if (comparison.kind === "agreed") agreed++;
    else contradictions.push(contradiction(question, theirs, comparison.note));
  }

  function result(state: VerifyComparison["state"], message: string): VerifyComparison {
    const denied = failure !== null && (failure as CallFailure).kind === "denied";
    return {
      state,
      message,
      missingPermission: denied ? permissionFor("iam", OPERATION) : null,
      compared,
      agreed,
      contradictions: contradictions.sort((a, b) => (a.roleArn + a.action < b.roleArn + b.action ? -1 : 1)),
      leftOut: [...leftOut, ...counts.list(LEFT_OUT)],
    };
  }
}

/** Questions of one role on one resource with one context are one call. */
function callKey({ roleArn, resource, context }: DecidedQuestion): string {
  return JSON.stringify([roleArn, resource, context]);
}

function byKey(questions: readonly DecidedQuestion[], keyOf: (question: DecidedQuestion) => string) {
  const groups = new Map<string, DecidedQuestion[]>();
  for (const question of questions) {
    const key = keyOf(question);
    const group = groups.get(key);
    if (group) group.push(question);
    else groups.set(key, [question]);
  }
  return groups;
}

function contradiction(question: DecidedQuestion, theirs: SimulatedDecision, note: string): Contradiction {
  const details = theirs.matched.map((policy) => `statement of ${policy}`);
  if (theirs.allowedByBoundary === false) details.push("not allowed by the permissions boundary");
  if (theirs.allowedByOrganizations === false) details.push("not allowed by the organisation's policies");
  return {
    source: "simulator",
    roleArn: question.roleArn,
    action: question.action,
    resource: question.resource,
    context: question.context.map(({ key, values }) => ({ key, values })),
    ours: { decision: question.ours.outcome, because: question.ours.because },
    theirs: { decision: theirs.decision, details, eventId: null, at: null },
    note,
  };
}
