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

type Triaged = Pick<Finding, "id" | "rule" | "subjects">;

/**
 * Which of many acceptances mean a finding. Those that name a finding, subject or rule outright are looked up, so that only
 * patterns are held against every finding.
 */
export function createMatcher(acceptances: readonly Acceptance[]): (finding: Triaged) => readonly Acceptance[] {
  const byFinding = new Map<string, Acceptance[]>();
  const bySubject = new Map<string, Acceptance[]>();
  const byRule = new Map<string, Acceptance[]>();
  const patterns: Acceptance[] = [];
  for (const each of acceptances) {
    if (each.finding !== null) put(byFinding, each.finding, each);
    else if (each.subject !== null && isLiteral(each.subject)) put(bySubject, each.subject, each);
    else if (each.rule !== null && isLiteral(each.rule)) put(byRule, each.rule, each);
    else patterns.push(each);
  }
  return (finding) => {
    const candidates = new Set<Acceptance>(byFinding.get(finding.id));
    const add = (found: readonly Acceptance[] | undefined) => {
      for (const each of found ?? []) candidates.add(each);
    };
    add(byRule.get(finding.rule));
    if (bySubject.size > 0)
      for (const { id, name } of finding.subjects) {
        add(bySubject.get(id));
        add(bySubject.get(name));
      }
    add(patterns);
    return [...candidates].filter((each) => accepts(each, finding));
  };
}

/** Finds the acceptance that holds for a finding: of several the one that lasts longest. */
export function createTriage(acceptances: readonly Acceptance[], now: string): (finding: Triaged) => Acceptance | null {
  const matching = createMatcher(acceptances.filter((each) => acceptanceState(each, now) === "active"));
  return (finding) => [...matching(finding)].sort(longestFirst)[0] ?? null;
}

function put(into: Map<string, Acceptance[]>, key: string, acceptance: Acceptance): void {
  const held = into.get(key);
  if (held) held.push(acceptance);
  else into.set(key, [acceptance]);
}

function isLiteral(text: string): boolean {
  return !/[*?]/.test(text);
}

function longestFirst(a: Acceptance, b: Acceptance): number {
  return order(b.expires ?? "~", a.expires ?? "~") || order(a.id, b.id);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
