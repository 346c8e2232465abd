/** Can a workload or a role do one action on one resource: the decision, layer by layer. */
import type { CanAnswer, CanLayer, CanQuery, CanWay, StatementEvidence } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { resourceAsked } from "@/lib/domain/access/asked-resource";
import { isAboutActions, type JudgedActions, judgeAll } from "@/lib/domain/access/judge-all";
import { overlay } from "@/lib/domain/access/layered-facts";
import { LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { type ResourceEnd, resourceEnd } from "@/lib/domain/access/resource-end";
import type { StateLimit } from "@/lib/domain/access/resource-state";
import { reachedFrom, type Way } from "@/lib/domain/access/ways";
import { bindingLevel, mayHavePolicy } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { type Analysis, absentFact, type Because, type Fact } from "@/lib/domain/policy";
import type { ActionSet } from "@/lib/domain/policy/sets";
import { gapAnswers } from "../gap-answer";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import { askedAction, askedResource } from "./asked";
import { becauseEvidence } from "./evidence";
import { layersNotRead } from "./layer-words";
import { assumeHop, bindingHop } from "./path";
import { conditionsOf, openKeys } from "./remaining-words";
import { type Subject, subjectOf } from "./subject";

const WAYS = 20;

export type CanInput = Omit<CanQuery, "snapshot" | "context"> & {
  /** Condition key → value, values, or null for absent. */
  readonly context: readonly (readonly [string, string | readonly string[] | null])[];
  /** Not by assuming further roles. */
  readonly direct?: boolean;
};

interface Asked {
  /** As it was written: may be a pattern. */
  readonly action: string;
  readonly named: readonly string[];
  /** Those of the table. */
  readonly actions: ActionSet;
  readonly end: ResourceEnd;
  readonly filled: ReadonlyMap<string, Fact>;
  readonly direct: boolean;
}

/** null where there is no such workload or role. */
export function askCan(view: SnapshotView, query: CanInput): CanAnswer | null {
  const index = view.access();
  const subject = subjectOf(view, index, query.subject);
  if (!subject) return null;
  const service = query.action.slice(0, query.action.indexOf(":")).toLowerCase();
  const resource = resourceAsked(index, query.action, query.resource);
  const end = resourceEnd(index.library, resource ?? "*", service);
  const filled = contextOf(query.context);
  const { actions, unknown } = index.engine.compiler.matcher.match(query.action);
  const named = unknown ? [query.action] : [...actions].map((id) => index.table.actionName(id));
  const ask = { action: query.action, named, actions, end, filled, direct: query.direct === true };
  const ways = waysOf(view, index, subject, ask);
  ways.sort((a, b) => rank(a) - rank(b) || a.hops.length - b.hops.length);
  const verdict = ways[0]?.verdict ?? "denied";
  return {
    subject: { workload: subject.workload, role: subject.role },
    action: askedAction(index, query.action, unknown ? null : actions),
    resource: askedResource(index, end),
    verdict,
    sentence: sentence(subject, query.action, resource, verdict, ways[0] ?? null),
    ways: ways.slice(0, WAYS),
    wayCount: ways.length,
    gaps: gapAnswers(
      view,
      view.gaps
        .filter(
          ({ accountId, service: of }) => of !== "kubernetes" && ways.some(({ role }) => role.accountId === accountId),
        )
        .slice(0, 20),
    ),
  };
}

const RANKS = ["allowed", "conditional", "unknown", "denied"];
const rank = ({ verdict }: CanWay) => RANKS.indexOf(verdict);

function contextOf(context: CanInput["context"]): ReadonlyMap<string, Fact> {
  const facts: FactMap = new Map();
  for (const [key, value] of context) facts.set(key, value === null ? absentFact : value);
  return overlay(facts);
}

function waysOf(view: SnapshotView, index: AccessIndex, subject: Subject, asked: Asked): CanWay[] {
  const ways: CanWay[] = [];
  for (const { binding, profile } of subject.credentials) {
    const about = binding ? index.book.callerFacts(binding) : profile.about;
    const add = (end_: Profile, way: Way) => {
      if (end_.about.caller === null) return;
      const options = way.length === 0 ? { about, context: asked.filled } : { context: asked.filled };
      const judged = judgeAll(index, end_, asked.named, asked.end, options);
      ways.push(canWay(view, index, subject, binding, way, end_, judged, asked));
    };
    add(profile, []);
    if (asked.direct) continue;
    for (const { edge, way, cycle } of reachedFrom(index, profile, 200)) if (edge.to && !cycle) add(edge.to, way);
  }
  // A role that cannot do it says nothing where another can; where none can, the workload's own is explained.
  const useful = ways.filter((way) => way.verdict !== "denied");
  return useful.length > 0 ? useful : ways.filter(({ hops }) => !hops.some(({ kind }) => kind === "assume"));
}

function canWay(
  view: SnapshotView,
  index: AccessIndex,
  subject: Subject,
  binding: Binding | null,
  way: Way,
  profile: Profile,
  { verdict: decision, judgement: { analysis, doubt, limit }, conditions }: JudgedActions,
  asked: Asked,
): CanWay {
  const { action, end, filled } = asked;
  const level = Math.max(binding ? (bindingLevel(binding) ?? 2) : 0, ...way.map(({ verdict }) => levelOf(verdict)));
  const verdict = decision === "denied" ? "denied" : LEVELS[Math.max(level, levelOf(decision))]!;
  const evidence = (because: Because) =>
    becauseEvidence(
      index,
      profile.roleArn,
      end.text,
      because,
      end.text.includes(":role/") && action.toLowerCase().startsWith("sts:"),
    );
  return {
    verdict,
    hops: [
      ...(binding && subject.workload ? [bindingHop(view, subject.workload, binding)] : []),
      ...way.map((edge) => assumeHop(view, index, edge)),
    ],
    role: roleRef(view, profile.roleArn),
    decision,
    explicitDeny: analysis.explicit,
    sentence: waySentence(decision, analysis.explicit, limit),
    layers: layersOf(index, profile, asked, analysis, evidence),
    conditions: [...conditions, ...conditionsOf(analysis), ...(limit ? [limit.text] : [])],
    openKeys: openKeys(analysis, ({ source }) =>
      evidence({
        layer: source.layer,
        level: source.level,
        policy: source.policy,
        policyName: source.policyName,
        statement: source.statement,
        sid: source.sid,
        effect: "Allow",
        element: null,
        text: "",
      }),
    ),
    layersNotRead: layersNotRead(index, profile, end, analysis.verdict === "unknown" ? analysis.notRead : [], doubt),
    knownContext: knownContext(binding ? index.book.callerFacts(binding).facts : profile.about.facts, filled),
  };
}

const TITLES = {
  identity: "Policies of the role",
  permissionsBoundary: "Permissions boundary",
  session: "Session policy",
  serviceControl: "Service control policies",
  resourceControl: "Resource control policies",
  resource: "The resource's own policy",
} as const;

function layersOf(
  index: AccessIndex,
  profile: Profile,
  { end, action, actions }: Asked,
  { because, silent }: Analysis,
  evidence: (because: Because) => StatementEvidence,
): readonly CanLayer[] {
  const scp = index.library.control(profile.role?.accountId ?? "", "SCP");
  const severalHavePolicies =
    end.text === "*" && mayHavePolicy(index, actions, action.slice(0, action.indexOf(":")).toLowerCase());
  const exists = {
    identity: profile.role === null ? "unread" : "there",
    permissionsBoundary:
      profile.sets.permissionsBoundary === null
        ? "none"
        : profile.sets.permissionsBoundary === "unknown"
          ? "unread"
          : "there",
    session: profile.session.kind === "none" ? "none" : profile.session.kind === "unknown" ? "unread" : "there",
    serviceControl: scp.levels.length > 0 ? "there" : scp.read ? "none" : "unread",
    resourceControl: end.control.length > 0 ? "there" : end.controlRead || end.accountId === null ? "none" : "unread",
    resource: severalHavePolicies
      ? "unread"
      : ({ read: "there", none: "none", "no-layer": "absent", unread: "unread" } as const)[end.policy.state],
  } as const;
  return (Object.keys(TITLES) as (keyof typeof TITLES)[]).map((layer) => {
    const own = because.filter((each) => each.layer === layer);
    const statements = own.filter(({ statement }) => statement !== null);
    const found = stateOf(exists[layer], own);
    const state = found === "allows" && silent.includes(layer) ? "silent" : found;
    return {
      layer,
      level: own[0]?.level ?? null,
      title: TITLES[layer],
      state,
      text: own.find(({ statement }) => statement === null)?.text ?? STATE_WORDS[state],
      statements: statements.slice(0, 20).map(evidence),
    };
  });
}

const STATE_WORDS: Readonly<Record<CanLayer["state"], string>> = {
  allows: "Nothing here stands against it.",
  denies: "A statement denies it.",
  conditional: "It depends on the request.",
  silent: "Nothing here allows it.",
  "does-not-apply": "Resources of this kind have no policies of their own.",
  none: "None is attached.",
  "not-read": "It was not read.",
};

function stateOf(exists: "there" | "none" | "unread" | "absent", own: readonly Because[]): CanLayer["state"] {
  if (exists === "absent") return "does-not-apply";
  if (exists === "none") return "none";
  if (exists === "unread") return "not-read";
  if (own.some(({ text }) => text.endsWith("could not be read."))) return "not-read";
  const sure = (each: Because) => each.effect !== null && !each.text.endsWith("if its conditions hold.");
  if (own.some((each) => each.effect === "Deny" && sure(each))) return "denies";
  if (own.some(({ effect }) => effect === "Deny")) return "conditional";
  if (own.some((each) => each.effect === "Allow" && sure(each))) return "allows";
  if (own.some(({ effect }) => effect === "Allow")) return "conditional";
  return own.length > 0 ? "silent" : "allows";
}

function knownContext(facts: FactMap, filled: ReadonlyMap<string, Fact>): CanWay["knownContext"] {
  const known: { key: string; value: string; from: "credentials" | "you" }[] = [];
  for (const [key, value] of filled)
    known.push({ key, value: value.state === "known" ? value.values.join(", ") : "absent", from: "you" });
  for (const [key, fact] of facts) {
    if (filled.has(key.toLowerCase()) || key.endsWith("*")) continue;
    const text = typeof fact === "string" ? fact : Array.isArray(fact) ? fact.join(", ") : null;
    if (text !== null) known.push({ key, value: text, from: "credentials" });
  }
  return known;
}

function waySentence(decision: CanWay["decision"], explicit: boolean, limit: StateLimit | null): string {
  if (limit?.effect === "nothing") return `Policies allow it, and it gives nothing: ${limit.text}`;
  if (explicit) return "A statement denies it, whatever else allows it.";
  return {
    allowed: "Everything that bears on it was read, and allows it.",
    conditional: "It is allowed only where the conditions hold.",
    denied: "Nothing allows it.",
    unknown: "What was not read decides.",
  }[decision];
}

function sentence(
  subject: Subject,
  action: string,
  resource: string | null,
  verdict: CanAnswer["verdict"],
  best: CanWay | null,
): string {
  const name = subject.workload
    ? `${subject.workload.namespace ?? "nodes of"}/${subject.workload.serviceAccount ?? subject.workload.clusterName}`
    : (subject.role?.name ?? "");
  const what = `${action}${resource === null ? "" : ` on ${resource}`}`;
  if (subject.credentials.length === 0) return `${name} gets no credentials, so it cannot ${what}.`;
  const part = best?.conditions.some(isAboutActions) ? "do a part of " : "";
  const via = best?.hops.some(({ kind }) => kind === "assume") ? `, by assuming ${best.role.name}` : "";
  return {
    allowed: `${name} can ${part}${what}${via}.`,
    conditional: `${name} can ${part}${what} under conditions${via}.`,
    denied: `${name} cannot ${what}.`,
    unknown: `Whether ${name} can ${what} is not known${via}.`,
  }[verdict];
}
