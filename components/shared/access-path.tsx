import type { ReactNode } from "react";
import { Glyph } from "@/components/ui/icons";
import type { AccessPath, AskVerdict, PathHop, RoleRef } from "@/lib/contracts/api";
import { EvidenceList, Limits } from "./evidence";
import { KindIcon } from "./kind-icon";
import { LayersNotRead } from "./layers-not-read";
import { Link } from "./link";
import { mechanismName } from "./mechanism";
import { formatNumber } from "./number";
import { Verdict } from "./verdict";
import { WorkloadLink } from "./workload-link";

/** One way from a workload to what is granted: each hop with what it rests on, then what remains open. */
export function AccessPathView({ path }: { path: AccessPath }) {
  return (
    <article className="rounded-panel border border-line">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-2">
        <Verdict verdict={path.verdict} />
        <span className="text-n8">
          {path.directness === "direct"
            ? "with its own credentials"
            : `after assuming ${path.depth === 1 ? "another role" : `${path.depth} roles`}`}
        </span>
        {path.overlap.actions === "partial" || path.overlap.resource === "partial" ? (
          <span className="text-medium">◐ a part of {partWords(path)}</span>
        ) : null}
      </header>
      <div className="flex flex-col gap-3 px-3 py-2">
        <Hops hops={path.hops} />
        {path.actionCount > 1 || path.overlap.actions === "partial" ? (
          <Part title={`Actions (${formatNumber(path.actionCount)})`}>
            <p className="text-n9">
              <code className="break-words">{path.actions.join(", ")}</code>
              {path.actionCount > path.actions.length
                ? ` and ${formatNumber(path.actionCount - path.actions.length)} more`
                : null}
            </p>
          </Part>
        ) : null}
        {path.conditions.length > 0 ? (
          <Part title="Only if">
            <ul>
              {path.conditions.map((condition) => (
                <li key={condition} className="break-words text-medium">
                  {condition}
                </li>
              ))}
            </ul>
          </Part>
        ) : null}
        {path.limitedBy.length > 0 ? (
          <Part title="Limited by">
            <Limits limits={path.limitedBy} />
          </Part>
        ) : null}
        {path.layersNotRead.length > 0 ? (
          <Part title="Not read">
            <LayersNotRead layers={path.layersNotRead} />
          </Part>
        ) : null}
      </div>
    </article>
  );
}

function partWords({ overlap }: AccessPath): string {
  if (overlap.actions === "partial" && overlap.resource === "partial") return "the actions, on a part of the resource";
  return overlap.actions === "partial" ? "the actions" : "the resource";
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h4 className="text-n8 text-xs">{title}</h4>
      {children}
    </section>
  );
}

export function Hops({ hops }: { hops: readonly PathHop[] }) {
  return (
    <ol className="flex flex-col">
      {hops.map((hop, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a hop is its place on the path
        <li key={at} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2">
          <span className="flex flex-col items-center pt-1 text-n7" aria-hidden="true">
            {hop.kind === "grant" ? <KindIcon kind="policy" /> : <Glyph name="arrowRight" size={14} />}
            {at < hops.length - 1 ? <span className="mt-1 w-px flex-1 bg-line-strong" /> : null}
          </span>
          <div className="min-w-0 pb-2">
            <Hop hop={hop} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Hop({ hop }: { hop: PathHop }) {
  switch (hop.kind) {
    case "binding":
      return (
        <>
          <p>
            <WorkloadLink workload={hop.workload} /> gets <Role role={hop.role} />
            {hop.targetRole === null ? null : (
              <>
                {" and through it "}
                <Role role={hop.targetRole} />
              </>
            )}{" "}
            by {mechanismName(hop.mechanism)}
            {hop.effective === false ? <span className="text-medium">; new pods do not get it</span> : null}
          </p>
          <Doubt verdict={hop.verdict} />
          <ul className="text-n8">
            {hop.reasons.map((reason, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one reason may hold for two statements in the same words
              <li key={at}>{reason.text}</li>
            ))}
          </ul>
        </>
      );
    case "assume":
      return (
        <>
          <p>
            <Role role={hop.from} /> may assume <Role role={hop.to} />
          </p>
          <Doubt verdict={hop.verdict} />
          <EvidenceList statements={[...hop.statements, ...hop.trust]} />
          {hop.conditions.map((condition) => (
            <p key={condition} className="text-medium">
              only if {condition}
            </p>
          ))}
          <LayersNotRead layers={hop.layersNotRead} />
        </>
      );
    case "grant":
      return (
        <>
          <p>
            <Role role={hop.role} /> is granted it
            {hop.statements.length === 0 && hop.resourceStatements.length > 0 ? " by the resource's own policy" : null}
          </p>
          <EvidenceList statements={[...hop.statements, ...hop.resourceStatements]} />
        </>
      );
  }
}

function Doubt({ verdict }: { verdict: AskVerdict }) {
  return verdict === "allowed" ? null : <Verdict verdict={verdict} className="text-xs" />;
}

function Role({ role }: { role: RoleRef }) {
  const text = (
    <>
      {role.name}
      {role.exists === false ? <span className="text-high"> (does not exist)</span> : null}
    </>
  );
  return role.href === null ? (
    <span className="font-medium" title={role.arn}>
      {text}
    </span>
  ) : (
    <Link href={role.href} prefetch={false} className="link font-medium" title={role.arn}>
      {text}
    </Link>
  );
}
