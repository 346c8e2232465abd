/** What the trust policy of a time means for an assumption, beside the one that is known last. */
import type { TrustAt, TrustMark } from "./trust-history";
import type { LetIn } from "./trust-judge";
import { moment } from "./unexpected/names";

/**
 * stands: then as now · former: then, and no more · later: not then, but now · never · unknown: what stood there then is
 * not known, or which of two.
 */
export type TrustStanding = "stands" | "former" | "later" | "never" | "unknown";

export function trustStanding(then: LetIn, now: LetIn): TrustStanding {
  if (then === "unknown" || now === "unknown") return "unknown";
  if (then === "no") return now === "no" ? "never" : "later";
  return now === "no" ? "former" : "stands";
}

/** One sentence, with who changed it and the event that says so. */
export function trustSentence(standing: TrustStanding, then: TrustAt): string {
  const { since, until, why } = then;
  switch (standing) {
    case "stands":
      return "The trust policy in force then let it in, and still does.";
    case "former":
      return `Explained by the trust policy in force until ${until === null ? "a time that is not known" : changed(until)}; today's does not let it in.`;
    case "later":
      return `The trust policy in force then${since === null ? "" : ` (since ${changed(since)})`} did not let it in; today's does${until === null ? "" : `, since ${changed(until)}`}.`;
    case "never":
      return "Neither the trust policy in force then nor today's lets it in.";
    case "unknown":
      return `Whether the trust policy of that time let it in is not known. ${why ?? "What it said was not read, or cannot be evaluated."}`;
  }
}

function changed({ at, change, snapshotId }: TrustMark): string {
  if (change === null) return `${moment(at)}, when snapshot ${snapshotId ?? ""} saw it; who changed it was not read`;
  const did =
    change.kind === "role-deleted"
      ? "the role was deleted"
      : change.kind === "role-created"
        ? "the role was made"
        : "changed";
  return `${moment(at)}, ${did} by ${change.actor ?? "somebody whom the record does not name"} (event ${change.eventId})`;
}
