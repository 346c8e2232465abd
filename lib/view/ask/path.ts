/** One way of a workload to what was asked, step by step, each with its evidence. */
import type {
  AccessPath,
  AssumeHop,
  BindingHop,
  GrantHop,
  LimitAnswer,
  StatementEvidence,
  WorkloadRef,
} from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { judge } from "@/lib/domain/access/judge";
import { LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Edge } from "@/lib/domain/access/onward";
import type { Profile } from "@/lib/domain/access/profile";
import type { Way } from "@/lib/domain/access/ways";
import { bindingLevel, type Match, type WhoCan } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import type { Analysis } from "@/lib/domain/policy";
import { type LimitedBy, overlap, resourcePattern } from "@/lib/domain/policy/sets";
import { conditionSentence } from "../condition-words";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import { becauseEvidence, statementEvidence } from "./evidence";
import { layersEvaluated, layersNotRead } from "./layer-words";
import { conditionsOf } from "./remaining-words";

const ACTIONS = 50;

export function bindingHop(view: SnapshotView, workload: WorkloadRef, binding: Binding): BindingHop {
  return {
    kind: "binding",
    mechanism: binding.mechanism,
    bindingId: binding.id,
    associationArn: binding.associationArn,
    workload,
    role: roleRef(view, binding.roleArn),
    targetRole: binding.targetRoleArn === null ? null : roleRef(view, binding.targetRoleArn),
    verdict: binding.verdict,
    effective: binding.effective,
    reasons: binding.reasons,
  };
}

export function assumeHop(view: SnapshotView, index: AccessIndex, edge: Edge): AssumeHop {
  const analyses = [edge.assume, edge.tag].filter((each): each is Analysis => each !== null);
  const because = analyses.flatMap((analysis) => analysis.because);
  const evidence = (trust: boolean) =>
    unique(
      because
        .filter(({ layer, effect }) => (layer === "resource") === trust && effect !== null)
        .map((each) =>
          becauseEvidence(index, trust ? edge.roleArn : edge.from.roleArn, trust ? edge.roleArn : null, each, trust),
        ),
    );
  const notRead = [...new Set(analyses.flatMap((analysis) => analysis.notRead))];
  const decisive = evidence(false);
  return {
    kind: "assume",
    from: roleRef(view, edge.from.roleArn),
    to: roleRef(view, edge.roleArn),
    verdict: edge.verdict,
    // Where the trust policy alone lets it in, what its own policies say of it is shown all the same.
    statements: decisive.length > 0 ? decisive : ownStatements(index, edge),
    trust: evidence(true),
    conditions: [...new Set(analyses.flatMap(conditionsOf))],
    layersNotRead: edge.to
      ? layersNotRead(index, edge.from, null, notRead, null).filter(({ layer }) => layer !== "vpcEndpoint")
      : [
          {
            layer: "trust",
            text: `${edge.roleArn} was not read: neither whom it trusts nor what it allows is known.`,
            missingPermission: null,
          },
        ],
  };
}

function ownStatements(index: AccessIndex, edge: Edge): readonly StatementEvidence[] {
  const target = resourcePattern(edge.roleArn, "2008-10-17");
  const { identity } = edge.from.sets;
  return (identity === "unknown" ? [] : identity).flatMap(({ name, sets }) =>
    (sets?.statements ?? [])
      .filter(({ statement, possible, resource }) => {
        if (statement.effect !== "Allow" || !possible.intersects(index.assumeRole)) return false;
        return resource.any || resource.negated || resource.patterns.some((each) => overlap(each, target) !== "none");
      })
      .map(({ statement }) =>
        statementEvidence(
          index,
          { layer: "identity", level: null, policy: name, roleArn: edge.from.roleArn, resource: null },
          statement,
          "grants",
        ),
      ),
  );
}

/** `binding` null: the question was about a role. */
export function accessPath(
  view: SnapshotView,
  index: AccessIndex,
  answer: WhoCan,
  workload: WorkloadRef | null,
  binding: Binding | null,
  from: Profile,
  way: Way,
): AccessPath {
  const end = way.at(-1)?.to ?? from;
  const match = answer.matchOf(end, way.length === 0 ? binding : null)!;
  const level = Math.max(
    binding ? (bindingLevel(binding) ?? 2) : 0,
    levelOf(match.verdict),
    ...way.map(({ verdict }) => levelOf(verdict)),
  );
  const grant = knownGrant(view, index, answer, match, way.length === 0 ? binding : null);
  const missing = layersNotRead(index, end, answer.resource, match.notRead, match.doubt);
  const names = match.may ? [...take(match.may, ACTIONS)].map((id) => index.table.actionName(id)) : [answer.action];
  const own = binding && binding.effective === false && binding.verdict === "allowed" ? [NOT_NEW_PODS] : [];
  const bound = binding?.verdict === "conditional" ? bindingConditions(binding) : [];
  return {
    verdict: LEVELS[level]!,
    hops: [
      ...(workload && binding ? [bindingHop(view, workload, binding)] : []),
      ...way.map((edge) => assumeHop(view, index, edge)),
      grant.hop,
    ],
    directness: way.length === 0 ? "direct" : "onward",
    depth: way.length,
    overlap: { actions: match.actions, resource: match.resource },
    actions: names,
    actionCount: match.may?.size ?? 1,
    conditions: [...own, ...bound, ...grant.conditions, ...(match.limit ? [match.limit.text] : [])],
    limitedBy: grant.limitedBy,
    layersEvaluated: layersEvaluated(answer.resource, missing),
    layersNotRead: missing,
  };
}

const NOT_NEW_PODS = "the pod asks for these credentials itself: new pods are not given them";

function bindingConditions(binding: Binding): string[] {
  return binding.reasons.filter(({ code }) => /conditional|unverified|imds|pattern/.test(code)).map(({ text }) => text);
}

interface Grants {
  readonly hop: GrantHop;
  readonly conditions: readonly string[];
  readonly limitedBy: readonly LimitAnswer[];
}

const known = new WeakMap<Match, Grants>();

/** The same for all who have the same credentials, unless the resource's side tells them apart. */
function knownGrant(...of: Parameters<typeof grantHop>): Grants {
  const match = of[3];
  let grants = known.get(match);
  if (!grants) {
    grants = grantHop(...of);
    known.set(match, grants);
  }
  return grants;
}

function grantHop(
  view: SnapshotView,
  index: AccessIndex,
  answer: WhoCan,
  match: Match,
  binding: Binding | null,
): Grants {
  const { profile } = match;
  const place = { layer: "identity", level: null, roleArn: profile.roleArn, resource: null } as const;
  const statements = match.statements.map(({ policy, statement }) =>
    statementEvidence(index, { ...place, policy }, statement.statement, "grants"),
  );
  const end = match.through ?? answer.resource;
  // Of a pattern, what the role's own statements give and lose is told from the sets.
  const judged = end?.concrete || match.through !== undefined || statements.length === 0;
  const single = judged && (answer.asked === null || answer.asked.size === 1) && profile.role;
  if (end && single) {
    const name = answer.asked ? index.table.actionName([...answer.asked][0]!) : answer.action;
    const options = binding && end.tellingKeys.length > 0 ? { about: index.book.callerFacts(binding) } : {};
    const { analysis } = judge(index, profile, name, end, options);
    const because = analysis.because.filter(({ effect }) => effect !== null);
    const resource = because.filter(({ layer, effect }) => layer === "resource" && effect === "Allow");
    return {
      hop: {
        kind: "grant",
        role: roleRef(view, profile.roleArn),
        statements,
        resourceStatements: resource.map((each) => becauseEvidence(index, profile.roleArn, end.text, each, false)),
      },
      conditions: conditionsOf(analysis),
      limitedBy: because
        .filter(({ layer, effect }) => effect === "Deny" && layer !== "rule")
        .map((each) => {
          const statement = becauseEvidence(index, profile.roleArn, end.text, each, false);
          return { layer: statement.layer, level: each.level, effect: "narrows", text: each.text, statement };
        }),
    };
  }
  const conditions = match.verdict === "allowed" ? [] : openConditions(match);
  return {
    hop: { kind: "grant", role: roleRef(view, profile.roleArn), statements, resourceStatements: [] },
    conditions,
    limitedBy: limitsOf(index, match),
  };
}

/** Where every statement that grants it has conditions, one of them has to hold. */
function openConditions({ statements }: Match): string[] {
  if (statements.length === 0 || statements.some(({ statement }) => !statement.conditional)) return [];
  const each = statements.map(({ statement }) => statement.statement.conditions.map(conditionSentence).join(" and "));
  return [[...new Set(each)].join(", or ")];
}

/** What takes from the grants that the answer rests on. */
function limitsOf(index: AccessIndex, match: Match): LimitAnswer[] {
  if (match.may === null || match.may.isEmpty) return [];
  const own = new Set(match.statements.map(({ statement }) => statement));
  const found = new Map<string, LimitAnswer>();
  for (const grant of index.engine.grants(match.profile.sets, match.may)) {
    if (!own.has(grant.statement)) continue;
    for (const limit of grant.limitedBy) {
      const said = limitAnswer(index, match.profile, limit);
      found.set(
        JSON.stringify([said.layer, said.level, said.effect, said.statement?.policy, said.statement?.index]),
        said,
      );
    }
  }
  return [...found.values()].slice(0, 20);
}

/** What denies, and what allows too little. */
const LAYERS: Readonly<Record<string, { readonly one: string; readonly all: string }>> = {
  identity: { one: "Another statement of the role", all: "The policies of the role allow" },
  permissionsBoundary: { one: "The permissions boundary", all: "The permissions boundary allows" },
  session: { one: "The session policy", all: "The session policy allows" },
  serviceControl: { one: "A service control policy", all: "The service control policies allow" },
  resourceControl: { one: "A resource control policy", all: "The resource control policies allow" },
};

export function limitAnswer(index: AccessIndex, profile: Profile, limit: LimitedBy): LimitAnswer {
  const { layer, level, policy, statement, effect, actions } = limit;
  const place = { layer, level, policy, roleArn: profile.roleArn, resource: null };
  const names = [...take(actions, 3)].map((id) => index.table.actionName(id)).join(", ");
  const more = actions.size > 3 ? ` and ${actions.size - 3} more` : "";
  const { one, all } = LAYERS[layer] ?? { one: "Another policy", all: "Another policy allows" };
  const text = statement
    ? `${one} ${effect === "removes" ? "denies" : "denies in part or under conditions"} ${names}${more}.`
    : `${all} ${effect === "removes" ? "no" : "only a part of"} ${names}${more}.`;
  return {
    layer,
    level,
    effect,
    text,
    statement: statement && statementEvidence(index, place, statement.statement, effect),
  };
}

function unique(statements: readonly StatementEvidence[]): readonly StatementEvidence[] {
  const seen = new Set<string>();
  return statements.filter(({ layer, policy, index, level }) => {
    const key = JSON.stringify([layer, policy, index, level]);
    return !seen.has(key) && seen.add(key);
  });
}

export function* take<T>(items: Iterable<T>, most: number): Iterable<T> {
  let count = 0;
  for (const item of items) {
    if (count++ >= most) return;
    yield item;
  }
}
