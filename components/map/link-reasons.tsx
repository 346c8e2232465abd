import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Verdict } from "@/components/shared/verdict";
import { Glyph } from "@/components/ui/icons";
import { columnTitles, type GraphEnd, type GraphLink, type GraphReason } from "@/lib/contracts/graph";
import { sourceHref } from "./source-href";

/** One link: its two ends, how sure it is, and what it rests on. */
export function LinkReasons({ link, onSelect }: { link: GraphLink; onSelect: (id: string) => void }) {
  return (
    <article className="rounded-control border border-line px-3 py-2">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <End end={link.from} onSelect={onSelect} />
          <p className="flex items-start gap-1.5">
            <span className="mt-1.5 text-n7">
              <Glyph name="arrowRight" size={12} />
            </span>
            <span className="sr-only">to</span>
            <End end={link.to} onSelect={onSelect} />
          </p>
        </div>
        <Verdict verdict={link.state} />
      </div>
      {link.chain || link.links > 1 || link.weight > 1 ? (
        <p className="tnum text-n8 text-xs">
          {[
            link.chain ? "role chain" : "",
            link.links > 1 ? `${formatNumber(link.links)} links` : "",
            link.weight > 1 ? `used by ${formatNumber(link.weight)} bindings` : "",
          ]
            .filter((part) => part !== "")
            .join(", ")}
        </p>
      ) : null}
      <ul className="mt-1 flex flex-col gap-1.5 border-line border-t pt-1.5">
        {link.reasons.map((reason) => (
          <li key={`${reason.text}${reason.source ?? ""}${reason.statement?.index ?? ""}`}>
            <span>{reason.text}</span>
            <Source reason={reason} link={link} />
          </li>
        ))}
      </ul>
      {link.reasonsOmitted > 0 ? (
        <p className="mt-1 text-n8 text-xs">and {formatNumber(link.reasonsOmitted)} more</p>
      ) : null}
    </article>
  );
}

function End({ end, onSelect }: { end: GraphEnd; onSelect: (id: string) => void }) {
  return (
    <button
      type="button"
      onClick={() => onSelect(end.id)}
      title={end.sub}
      className="link min-h-6 text-left font-medium"
    >
      <span className="mr-1 font-normal text-n8">{columnTitles[end.column].toLowerCase()}</span>
      {end.label}
    </button>
  );
}

/** Where it stands: the statement of a policy, or the thing itself. */
function Source({ reason, link }: { reason: GraphReason; link: GraphLink }) {
  const { statement, source } = reason;
  const where = statement ? (statement.policy === "trust" ? "trust policy" : statement.policy) : source;
  if (where === null) return null;
  const which = statement
    ? statement.sid === null
      ? `, statement ${statement.index + 1}`
      : `, “${statement.sid}”`
    : "";
  const href = sourceHref(reason, link);
  const text = (
    <code className="block break-all text-n8">
      {where}
      {which}
    </code>
  );
  return href === null ? (
    text
  ) : (
    <Link href={href} prefetch={false} className="link block min-h-6">
      {text}
    </Link>
  );
}
