/** A policy statement as a sentence and as lists: what it says alone, without other statements or policies. */
import type { StatementAnswer } from "@/lib/contracts/api";
import type { PatternElement, PrincipalElement, Statement } from "@/lib/domain/policy/ast";
import { conditionSentence } from "./condition-words";
import { someOf } from "./words";

export function statementAnswer(statement: Statement): StatementAnswer {
  return {
    index: statement.index,
    sid: statement.sid,
    effect: statement.effect,
    sentence: statementSentence(statement),
    principals: statement.principal && {
      not: statement.principal.negated,
      values: statement.principal.entries.map((entry) => (entry.kind === "*" ? "*" : `${entry.kind}: ${entry.value}`)),
    },
    actions: { not: statement.action.negated, values: statement.action.patterns },
    resources: statement.resource && { not: statement.resource.negated, values: statement.resource.patterns },
    conditions: statement.conditions.map((clause) => ({
      operator: clause.operator,
      key: clause.key,
      values: clause.values,
      sentence: conditionSentence(clause),
    })),
    services: statementServices(statement),
  };
}

/** "Allows the service pods.eks.amazonaws.com to call sts:AssumeRole and sts:TagSession, if …". */
export function statementSentence(statement: Statement): string {
  const verb = statement.effect === "Allow" ? "Allows" : "Denies";
  const who = statement.principal ? `${principalWords(statement.principal)} ` : "";
  const call = statement.principal ? "to call " : "";
  const where = statement.resource ? ` on ${resourceWords(statement.resource)}` : "";
  const conditions = statement.conditions.map(conditionSentence);
  const when = conditions.length > 0 ? `, if ${conditions.join(" and ")}` : "";
  return `${verb} ${who}${call}${actionWords(statement.action)}${where}${when}.`;
}

function principalWords(principal: PrincipalElement): string {
  const names = principal.entries.map(({ kind, value }) => {
    if (kind === "*" || value === "*") return kind === "Service" ? "every service" : "anyone";
    if (kind === "Service") return `the service ${value}`;
    if (kind === "Federated") return `identities of ${value}`;
    if (kind === "CanonicalUser") return `the canonical user ${value}`;
    const account = /^(?:arn:[^:]+:iam::(\d{12}):root|(\d{12}))$/.exec(value);
    return account ? `whoever account ${account[1] ?? account[2]} lets` : value;
  });
  return principal.negated ? `everyone except ${someOf(names)}` : someOf(names);
}

function actionWords(action: PatternElement): string {
  const names = action.patterns.map((pattern) => {
    if (pattern === "*" || pattern === "*:*") return "every action of every service";
    const colon = pattern.indexOf(":");
    const [service, name] = [pattern.slice(0, colon), pattern.slice(colon + 1)];
    return colon > 0 && name === "*" && !/[*?]/.test(service) ? `every ${service} action` : pattern;
  });
  return action.negated ? `every action except ${someOf(names)}` : someOf(names);
}

function resourceWords(resource: PatternElement): string {
  const names = resource.patterns.map((pattern) => (pattern === "*" ? "every resource" : pattern));
  return resource.negated ? `every resource except ${someOf(names, 3)}` : someOf(names, 3);
}

/** Service prefixes that its actions name, sorted; "*" where they name all. */
export function statementServices(statement: Statement): readonly string[] {
  if (statement.action.negated) return ["*"];
  const services = statement.action.patterns.map((pattern) => {
    const colon = pattern.indexOf(":");
    return colon < 0 ? "*" : pattern.slice(0, colon).toLowerCase();
  });
  return [...new Set(services)].sort();
}
