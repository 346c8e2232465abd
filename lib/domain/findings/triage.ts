/** Which findings somebody has accepted: an acceptance hides nothing, it says that the risk is known and who answers for it. */
import { matchesGlob } from "@/lib/domain/identity/irsa-subject";
import type { Finding, FindingSubject } from "./finding";

/** All that are given must hold; null = not asked. */
export interface AcceptanceSelectors {
  readonly finding: string | null;
  /** Id of a rule, or a glob. */
  readonly rule: string | null;
  /** Glob on id or name of a subject. */
  readonly subject: string | null;
  readonly account: string | null;
  /** Glob on ARN or name of the subject's cluster. */
  readonly cluster: string | null;
}

export interface Acceptance extends AcceptanceSelectors {
  readonly id: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601 UTC; null = until it is revoked. */
  readonly expires: string | null;
  readonly source: "store" | "file";
  /** Path and line, of an entry of the mute file. */
  readonly place: string | null;
  readonly acceptedAt: string | null;
  readonly acceptedBy: string | null;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
}

export type AcceptanceState = "active" | "expired" | "revoked";

/** `now`: ISO 8601 UTC. */
export function acceptanceState(acceptance: Pick<Acceptance, "expires" | "revokedAt">, now: string): AcceptanceState {
  if (acceptance.revokedAt !== null) return "revoked";
  return acceptance.expires !== null && acceptance.expires <= now ? "expired" : "active";
}

/**
 * A pattern of subjects must cover every subject of one kind: what accepts one workload of three that a finding
 * concerns accepts nothing of it.
 */
export function accepts(selectors: AcceptanceSelectors, finding: Pick<Finding, "id" | "rule" | "subjects">): boolean {
  if (selectors.finding !== null && selectors.finding !== finding.id) return false;
  if (selectors.rule !== null && !matchesGlob(selectors.rule, finding.rule)) return false;
  if (selectors.subject === null && selectors.account === null && selectors.cluster === null) return true;
  const missed = new Set<string>();
  const held = new Set<string>();
  for (const subject of finding.subjects) (covers(selectors, subject) ? held : missed).add(subject.kind);
  return [...held].some((kind) => !missed.has(kind));
}

function covers({ subject: glob, account, cluster }: AcceptanceSelectors, subject: FindingSubject): boolean {
  if (account !== null && !matchesGlob(account, subject.accountId)) return false;
  if (cluster !== null && !(subject.clusterArn !== null && clusterMatches(cluster, subject.clusterArn))) return false;
  return glob === null || matchesGlob(glob, subject.id) || matchesGlob(glob, subject.name);
}

function clusterMatches(glob: string, arn: string): boolean {
  return matchesGlob(glob, arn) || matchesGlob(glob, arn.slice(arn.lastIndexOf("/") + 1));
}

/** Finds the acceptance that holds for a finding: of several the one that lasts longest. Those by id are looked up. */
export function createTriage(
  acceptances: readonly Acceptance[],
  now: string,
): (finding: Pick<Finding, "id" | "rule" | "subjects">) => Acceptance | null {
  const active = acceptances.filter((each) => acceptanceState(each, now) === "active").sort(longestFirst);
  const byFinding = new Map<string, Acceptance[]>();
  const others: Acceptance[] = [];
  for (const each of active) {
    if (each.finding === null) others.push(each);
    else byFinding.set(each.finding, [...(byFinding.get(each.finding) ?? []), each]);
  }
  return (finding) => {
    const own = byFinding.get(finding.id)?.find((each) => accepts(each, finding));
    const other = others.find((each) => accepts(each, finding));
    if (own && other) return longestFirst(own, other) <= 0 ? own : other;
    return own ?? other ?? null;
  };
}

function longestFirst(a: Acceptance, b: Acceptance): number {
  return order(b.expires ?? "~", a.expires ?? "~") || order(a.id, b.id);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
