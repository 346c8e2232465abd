/** Why a trust policy does not admit a caller: the nearest statement, and the element of it that fails. */
import type { Analysis, CompiledPolicy } from "@/lib/domain/policy";
import type { ConditionClause, Statement } from "@/lib/domain/policy/ast";
import type { Reason, StatementRef } from "./binding";
import type { ResolveContext } from "./context";
import { askStatements, type TrustQuestion } from "./trust-request";
import { reason, trustStatement } from "./verdict";

/** Reasons for a denial by trust, most telling first. `callerText` names the caller as a trust would write it. */
export function explainDenial(
  context: ResolveContext,
  question: TrustQuestion,
  analysis: Analysis,
  callerText: string,
): readonly Reason[] {
  const trust = context.documents.compiled(question.role.trustPolicy);
  if (!trust) return [reason("trust-not-read", "The role's trust policy could not be read.")];
  const denied = trustStatement(analysis, "Deny");
  if (analysis.explicit && denied) {
    return [reason("trust-denies", `A Deny statement of the trust policy applies to ${question.action}.`, denied)];
  }
  const rcp = analysis.because.find((each) => each.layer === "resourceControl" && each.effect === "Deny");
  if (rcp)
    return [
      reason(
        "rcp-denies",
        `A resource control policy of account ${question.role.accountId} denies ${question.action}: ${rcp.text}`,
      ),
    ];
  const scp = analysis.because.find((each) => each.layer === "serviceControl");
  if (scp)
    return [
      reason(
        "scp-denies",
        `A service control policy does not let the source role call ${question.action}: ${scp.text}`,
      ),
    ];
  const boundary = analysis.because.find((each) => each.layer === "permissionsBoundary");
  if (boundary)
    return [reason("boundary-denies", `The source role's permissions boundary does not allow ${question.action}.`)];
  return (
    explainMissingAllow(context, question, trust, callerText) ?? [
      reason("not-allowed", `Nothing allows ${question.action} for ${callerText}.`),
    ]
  );
}

function explainMissingAllow(
  context: ResolveContext,
  question: TrustQuestion,
  trust: CompiledPolicy,
  callerText: string,
): readonly Reason[] | null {
  const allows = trust.document.statements.filter((statement) => statement.effect === "Allow");
  const naming = allows.filter((statement) => holds(context, question, trust, bare(statement, "*")));
  if (naming.length === 0) return [wrongPrincipal(allows, callerText)];
  const acting = naming.filter((statement) => holds(context, question, trust, { ...statement, conditions: [] }));
  if (acting.length === 0) {
    const first = naming[0];
    return [
      reason(
        "trust-action-missing",
        `The trust policy names ${callerText} but not the action ${question.action}.`,
        first ? refOf(first) : null,
      ),
    ];
  }
  const failing = acting.flatMap((statement) =>
    statement.conditions
      .filter((clause) => !holds(context, question, trust, { ...statement, conditions: [clause] }))
      .map((clause) => conditionReason(statement, clause)),
  );
  if (failing.length > 0) return failing;
  // Every clause can hold by itself, and the statement still does not allow: the caller's side lacks the permission.
  if (question.source) {
    return [
      reason(
        "source-not-permitted",
        `No policy of the source role ${question.source.name} allows ${question.action} on ${question.role.arn}.`,
      ),
    ];
  }
  return null;
}

/** Whether the statement alone could allow the call, the caller's own side granted. */
function holds(context: ResolveContext, question: TrustQuestion, trust: CompiledPolicy, statement: Statement): boolean {
  return askStatements(context, question, trust, [statement]).may;
}

function bare(statement: Statement, action: string): Statement {
  return { ...statement, action: { negated: false, patterns: [action] }, conditions: [] };
}

/** IAM shows these where a role or user of a trust policy was deleted. Source: IAM User Guide, "Unique identifiers". */
const UNIQUE_ID = /^A(?:ROA|IDA)[A-Z0-9]{8,}$/;

function wrongPrincipal(allows: readonly Statement[], callerText: string): Reason {
  const services = allows.flatMap((statement) =>
    (statement.principal?.entries ?? [])
      .filter((entry) => entry.kind === "Service")
      .map((entry) => ({ statement, value: entry.value })),
  );
  const lookalike = services.find(
    (entry) => entry.value === "eks.amazonaws.com" || /^(?:pod|pods)\.eks/.test(entry.value),
  );
  if (callerText === "pods.eks.amazonaws.com" && lookalike) {
    return reason(
      "trust-wrong-service",
      `The trust policy names the service ${lookalike.value}; EKS Pod Identity assumes roles as pods.eks.amazonaws.com.`,
      refOf(lookalike.statement),
    );
  }
  const gone = allows.find((statement) =>
    statement.principal?.entries.some((entry) => entry.kind === "AWS" && UNIQUE_ID.test(entry.value)),
  );
  if (gone) {
    return reason(
      "trust-principal-deleted",
      `The trust policy names a unique id in place of a principal: that principal was deleted, and one of the same name is another. It does not name ${callerText}.`,
      refOf(gone),
    );
  }
  return reason("trust-principal-missing", `No statement of the trust policy names ${callerText}.`);
}

function conditionReason(statement: Statement, clause: ConditionClause): Reason {
  const values =
    clause.values.length > 3
      ? `${clause.values.slice(0, 3).join(", ")} and ${clause.values.length - 3} more`
      : clause.values.join(", ");
  return reason(
    "trust-condition-never-holds",
    `The condition ${clause.operator} on ${clause.key} (${values}) cannot hold for this caller.`,
    refOf(statement),
  );
}

export function refOf(statement: Statement): StatementRef {
  return { policy: "trust", sid: statement.sid, index: statement.index };
}
