"use client";
import { useEvidenceAddress } from "@/components/shared/evidence";
import { evidenceAddress } from "@/components/shared/evidence-address";
import { Link } from "@/components/shared/link";
import { Time } from "@/components/shared/time";
import { cx } from "@/components/ui/cx";
import type { EvidenceAnswer } from "@/lib/contracts/api";

const signs: Readonly<Record<EvidenceAnswer["kind"], string>> = {
  statement: "§",
  binding: "→",
  event: "◷",
  fact: "·",
  gap: "?",
};

/** What a finding rests on: each opens its source, statements beside the page. */
export function FindingEvidenceList({
  evidence,
  beside = true,
}: {
  evidence: readonly EvidenceAnswer[];
  /** Whether the page can open a statement beside itself. */
  beside?: boolean;
}) {
  if (evidence.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5">
      {evidence.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same statement may stand for two steps
        <li key={at} className="flex min-w-0 gap-2">
          <span
            aria-hidden="true"
            className={cx("w-3 shrink-0 text-center", each.kind === "gap" ? "text-medium" : "text-n8")}
          >
            {signs[each.kind]}
          </span>
          <span className="min-w-0 break-words">
            {each.text} <Source evidence={each} beside={beside} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Source({ evidence, beside }: { evidence: EvidenceAnswer; beside: boolean }) {
  const [, open] = useEvidenceAddress();
  const { href } = evidence;
  const where = whereOf(evidence);
  if (href === null) return <span className="text-n8">{where}</span>;
  return (
    <Link
      href={href}
      prefetch={false}
      className="link text-accent-text"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        // What has no policy page is opened as the page that it is.
        if (!beside || evidence.kind !== "statement" || evidenceAddress(href) === null) return;
        event.preventDefault();
        void open(href);
      }}
    >
      {where}
    </Link>
  );
}

function whereOf(evidence: EvidenceAnswer) {
  switch (evidence.kind) {
    case "statement": {
      const { policy, sid, index } = evidence.statement;
      const name = policy === "trust" ? "trust policy" : policy.slice(policy.lastIndexOf("/") + 1);
      return `${name}, ${sid ? `“${sid}”` : `statement ${index + 1}`}`;
    }
    case "binding":
      return "the binding";
    case "event":
      return (
        <>
          event of <Time at={evidence.time} />
        </>
      );
    case "fact":
      return (
        <>
          {evidence.thing.slice(evidence.thing.lastIndexOf("/") + 1)}
          {evidence.readAt === null ? null : ", read "}
          {evidence.readAt === null ? null : <Time at={evidence.readAt} />}
        </>
      );
    case "gap":
      return evidence.missingPermission === null
        ? "what could not be read"
        : `missing permission ${evidence.missingPermission}`;
  }
}
