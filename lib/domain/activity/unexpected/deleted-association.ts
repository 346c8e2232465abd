/** An association was deleted, and its credentials went on being used: they live up to six hours. */
import { HOUR, type Unexpected, type UnexpectedFacts, type UseRow } from "./facts";
import { moment, nameOf, roleName, times } from "./names";

/** Longest life of Pod Identity credentials. Source: EKS User Guide, "How EKS Pod Identity works". */
const longestLife = 6 * HOUR;

export function deletedAssociations(facts: UnexpectedFacts): readonly Unexpected[] {
  return facts.changes.flatMap((change) => {
    if (change.kind !== "association-deleted" || change.namespace === null || change.serviceAccount === null) return [];
    const after = facts.uses.filter(
      (use) =>
        use.last > change.at &&
        use.who.namespace === change.namespace &&
        use.who.serviceAccount === change.serviceAccount &&
        (change.clusterName === null || use.who.clusterName === change.clusterName) &&
        (change.roleArn === null || use.roleArn === null || isOf(use, change.roleArn, change.targetRoleArn)),
    );
    // Made anew since: what is used is the new one.
    const again = facts.changes.find(
      (other) =>
        other.kind === "association-created" &&
        other.at > change.at &&
        other.namespace === change.namespace &&
        other.serviceAccount === change.serviceAccount &&
        other.clusterName === change.clusterName,
    );
    const own = again === undefined ? after : after.filter((use) => use.hour < again.at);
    const calls = sum(own, "calls");
    const assumptions = sum(own, "assumptions");
    const [first] = own;
    if (first === undefined || calls + assumptions === 0) return [];
    const last = Math.max(...own.map((use) => use.last));
    return [
      {
        kind: "deleted-association" as const,
        key: `${change.subject ?? ""}|${change.at}`,
        at: last,
        title: `${nameOf(first.who)} goes on after its association was deleted`,
        explanation:
          `${change.actor ?? "Somebody"} deleted the association ${moment(change.at)}; since then ${times(calls, "call", "calls")}` +
          `${assumptions > 0 ? ` and ${times(assumptions, "new assumption", "new assumptions")}` : ""}` +
          `${first.roleArn === null ? "" : ` with ${roleName(first.roleArn)}`} were seen, the last ${moment(last)}. ` +
          (last - change.at <= longestLife
            ? "Credentials that were handed out before live up to six hours."
            : "That is longer than credentials live: another way leads to the role."),
        accountId: change.accountId,
        region: change.region,
        who: first.who,
        roleArn: first.roleArn,
        sessionId: first.sessionId,
        eventIds: [change.eventId, ...own.flatMap((use) => use.eventIds)].slice(0, 50),
        events: calls + assumptions + 1,
        limits: ["Calls are counted by the hour: some of the first hour may lie before the deletion."],
      },
    ];
  });
}

function isOf(use: UseRow, roleArn: string, targetRoleArn: string | null): boolean {
  return use.roleArn === roleArn || use.roleArn === targetRoleArn;
}

function sum(rows: readonly UseRow[], what: "calls" | "assumptions"): number {
  return rows.reduce((total, row) => total + row[what], 0);
}
