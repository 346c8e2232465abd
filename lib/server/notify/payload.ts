/** What a webhook is sent: the new and worsened findings, nothing else of the estate, and no credential. */
import { type Severity, severities } from "@/lib/domain/findings/finding";
import type { ChangedFinding, FindingsNotice } from "@/lib/server/usecases/findings/ports";

/** Findings that are named one by one; the others are counted. */
const MOST = 100;
const MOST_LINES = 20;

export interface NoticePayload {
  readonly format: "podlens.findings-notice/v1";
  readonly snapshot: FindingsNotice["snapshot"];
  readonly counts: { readonly new: number; readonly worsened: number };
  /** At least the configured severity, worst first; at most a hundred. */
  readonly findings: readonly ChangedFinding[];
}

/** Those that an address is to be told of, worst first. */
export function noticed(notice: FindingsNotice, minimum: Severity): readonly ChangedFinding[] {
  const least = severities.indexOf(minimum);
  return notice.findings.filter(({ severity }) => severities.indexOf(severity) <= least);
}

export function genericPayload(notice: FindingsNotice, findings: readonly ChangedFinding[]): NoticePayload {
  const count = (change: ChangedFinding["change"]) => findings.filter((each) => each.change === change).length;
  return {
    format: "podlens.findings-notice/v1",
    snapshot: notice.snapshot,
    counts: { new: count("new"), worsened: count("worsened") },
    findings: findings.slice(0, MOST),
  };
}

/** Slack's incoming webhooks take `text`; `&`, `<` and `>` are its control characters, whatever a name holds. */
export function slackPayload(notice: FindingsNotice, findings: readonly ChangedFinding[]): { readonly text: string } {
  const { counts } = genericPayload(notice, findings);
  const parts = [
    ...(counts.new > 0 ? [`${counts.new} new`] : []),
    ...(counts.worsened > 0 ? [`${counts.worsened} worsened`] : []),
  ];
  const head = `Podlens: ${parts.join(" and ")} ${findings.length === 1 ? "finding" : "findings"} (scan of ${notice.snapshot.finishedAt})`;
  const lines = findings
    .slice(0, MOST_LINES)
    .map(
      ({ severity, change, title, accountId }) => `• [${severity}, ${change}] ${plain(title)} (${plain(accountId)})`,
    );
  const rest = findings.length - lines.length;
  return { text: [head, ...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n") };
}

/** One line of at most 300 characters that Slack reads as nothing but text. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
  const cut = line.length > 300 ? `${line.slice(0, 299)}…` : line;
  return cut.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
