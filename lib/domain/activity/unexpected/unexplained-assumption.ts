/**
 * A role of pods was assumed by something that no binding explains: neither one of today nor one of the time. What only
 * a trust policy or an association explains that no longer stands is told as that.
 */
import { type TrustAt, type TrustHistory, trustHistory } from "../trust-history";
import { type TrustCaller, trustJudge } from "../trust-judge";
import { type TrustStanding, trustSentence, trustStanding } from "../trust-words";
import type { AssumedRow, Unexpected, UnexpectedContext, UnexpectedFacts } from "./facts";
import type { BindingBook } from "./known-bindings";
import { nameOf, roleName, times } from "./names";

export function unexplainedAssumptions(
  facts: UnexpectedFacts,
  context: UnexpectedContext,
  book: BindingBook,
): readonly Unexpected[] {
  const ask = trusts(facts);
  const apart = new Set(facts.trusts.map(({ roleArn }) => roleArn));
  const found = new Map<string, Unexpected>();
  for (const row of [...facts.assumed.filter(({ roleArn }) => !apart.has(roleArn)), ...facts.assumedApart]) {
    const told = tell(row, ask(row), facts, context, book);
    if (told === null) continue;
    const entry = entryOf(row, told);
    const id = `${entry.kind}|${entry.key}`;
    const same = found.get(id);
    found.set(id, same === undefined ? entry : together(same, entry));
  }
  return [...found.values()];
}

interface Asked {
  readonly standing: TrustStanding;
  readonly then: TrustAt;
}

interface Told {
  readonly kind: "unexplained-assumption" | "former-binding";
  readonly because: string;
  readonly limits: readonly string[];
}

const BY_SNAPSHOT =
  "Judged by the bindings of the snapshot that the page shows: one that was there then and is gone now is not among them.";

/** null where the trust policy never changed, as far as is known, or the record does not tell who called. */
function trusts(facts: UnexpectedFacts): (row: AssumedRow) => Asked | null {
  const judge = trustJudge();
  const histories = new Map<string, TrustHistory>(
    facts.trusts.map(({ roleArn, marks }) => [roleArn, trustHistory(marks)]),
  );
  return (row) => {
    const history = histories.get(row.roleArn);
    const caller = callerOf(row);
    if (history === undefined || caller === null) return null;
    const then = history.at(row.first);
    const standing = trustStanding(judge.at(then, row.roleArn, caller), judge.at(history.now(), row.roleArn, caller));
    return { standing, then };
  };
}

function callerOf({ who, mechanism, caller, callerRoleArn, secondHop }: AssumedRow): TrustCaller | null {
  if (callerRoleArn !== null) return { kind: "principal", name: callerRoleArn };
  if (mechanism === null) return caller === null ? null : { kind: "principal", name: caller };
  const { namespace = null, serviceAccount = null, clusterArn = null, issuer = null } = who ?? {};
  if (namespace === null || serviceAccount === null || secondHop) return null;
  if (mechanism === "irsa") return issuer === null ? null : { kind: "irsa", issuer, namespace, serviceAccount };
  if (mechanism === "pod-identity")
    return clusterArn === null ? null : { kind: "pod-identity", clusterArn, namespace, serviceAccount };
  return null;
}

function tell(
  row: AssumedRow,
  asked: Asked | null,
  facts: UnexpectedFacts,
  context: UnexpectedContext,
  book: BindingBook,
): Told | null {
  const standing = asked?.standing ?? "unknown";
  const sentence = asked === null ? "" : ` ${trustSentence(asked.standing, asked.then)}`;
  const former: Told = { kind: "former-binding", because: sentence.trim(), limits: [] };
  const unexplained = (because: string): Told => ({
    kind: "unexplained-assumption",
    because: `${because}${sentence}`,
    limits: standing === "unknown" ? [BY_SNAPSHOT] : [],
  });
  // The roles that a pod's credentials may go on to are explained by the trust between the roles.
  const chained = row.callerRoleArn !== null && context.knownChain(row.callerRoleArn, row.roleArn);
  if (chained)
    return standing === "later"
      ? unexplained("Trust between the roles lets the caller go on to this one, but did not then.")
      : null;
  if (row.who !== null && row.mechanism !== null && row.mechanism !== "node-role") {
    if (row.who.id === null) return null;
    const led = book.leads(row.who, row.roleArn);
    const notNow = `The record names ${nameOf(row.who)}, and the trust policy of the role that was in force then does not let it in.`;
    if (led) return standing === "former" ? former : standing === "later" ? unexplained(notNow) : null;
    if (row.mechanism === "irsa") {
      if (standing === "stands") return null;
      if (standing === "former") return former;
    } else if (wasDeleted(row, facts)) return null;
    else if (row.associatedThen)
      return {
        kind: "former-binding",
        because: `An association that is gone gave it the role then.${standing === "former" ? sentence : ""}`,
        limits: standing === "unknown" && asked !== null ? [sentence.trim()] : [],
      };
    return unexplained(
      `The record names ${nameOf(row.who)}, and neither an association nor a trust policy leads it to this role.`,
    );
  }
  if (!book.isPodRole(row.roleArn) || row.mechanism !== null) return null;
  if (standing === "former") return former;
  return unexplained("Pods get this role through their bindings; this caller is none of them.");
}

function entryOf(row: AssumedRow, { kind, because, limits }: Told): Unexpected {
  const by = row.who === null ? (row.caller ?? "Something that the record does not name") : nameOf(row.who);
  const former = kind === "former-binding";
  return {
    kind,
    key: `${row.roleArn}|${row.who?.id ?? row.caller ?? ""}`,
    at: row.last,
    title: `${by} assumed ${roleName(row.roleArn)}${former ? " by a binding that no longer stands" : ""}`,
    explanation: `${because} It was assumed ${times(row.count, "time", "times")}${former ? " so" : " in this stretch"}.`,
    accountId: row.accountId,
    region: row.region,
    who: row.who,
    roleArn: row.roleArn,
    sessionId: row.sessionId,
    eventIds: row.eventIds,
    events: row.count,
    limits,
  };
}

const MOST_EVENTS = 50;

/** One cause in several stretches of the role's trust. */
function together(a: Unexpected, b: Unexpected): Unexpected {
  const [older, newer] = a.at <= b.at ? [a, b] : [b, a];
  return {
    ...newer,
    explanation:
      older.explanation === newer.explanation ? newer.explanation : `${older.explanation} ${newer.explanation}`,
    eventIds: [...newer.eventIds, ...older.eventIds].slice(0, MOST_EVENTS),
    events: a.events + b.events,
    limits: [...new Set([...a.limits, ...b.limits])],
  };
}

/** Its association was deleted in this stretch: another rule says so. */
function wasDeleted(row: AssumedRow, facts: UnexpectedFacts): boolean {
  return facts.changes.some(
    (change) =>
      change.kind === "association-deleted" &&
      change.at >= row.first &&
      change.namespace === row.who?.namespace &&
      change.serviceAccount === row.who?.serviceAccount,
  );
}
