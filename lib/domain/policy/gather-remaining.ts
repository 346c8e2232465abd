import type { Parts } from "./algebra";
import type { Bearing } from "./bearing";
import { evaluateClause } from "./condition";
import { type Atom, allOf, anyOf, type Expression, FALSE, type StatementSource, TRUE } from "./remaining";
import type { Layer, LayerName } from "./request";
import { type Question, resourceApplies } from "./statement";
import type { Traced } from "./trace";
import { MAYBE, NO, type Tri } from "./tri";

export interface Remaining extends Parts<Expression> {
  readonly deny: Expression;
}

/** What all layers say, as expressions over what is unknown. */
export function gatherRemaining(bearing: Bearing, question: Question, traced: readonly Traced[]): Remaining {
  const { layers } = bearing;
  const allows = (name: LayerName, level: number | null, how: (each: Traced) => Tri = ({ about }) => about) =>
    anyOf(
      traced
        .filter((each) => each.layer === name && each.level === level && each.statement.effect === "Allow")
        .map((each) => applies(each, question, how(each))),
    );
  const layer = (name: "identity" | "permissionsBoundary" | "session", content: Layer | null) =>
    content === null ? TRUE : content === "unknown" ? unread(name, "allow") : allows(name, null);
  const { serviceControl, resource } = layers;
  const levels = serviceControl === "unknown" ? [] : serviceControl;
  const granted = (how: "direct" | "role" | "account") =>
    resource === "unknown" ? unread("resource", "allow") : allows("resource", null, ({ named }) => named?.[how] ?? NO);
  return {
    deny: anyOf([
      ...traced
        .filter(({ statement }) => statement.effect === "Deny")
        .map((each) => applies(each, question, each.about)),
      ...deniesUnread(bearing),
    ]),
    identity: layer("identity", layers.identity),
    permissionsBoundary: layer("permissionsBoundary", layers.permissionsBoundary),
    session: layer("session", layers.session),
    serviceControl:
      serviceControl === "unknown"
        ? unread("serviceControl", "allow")
        : allOf(
            levels.map((level, i) =>
              level === "unknown"
                ? unread("serviceControl", "allow")
                : level.length === 0
                  ? TRUE
                  : allows("serviceControl", i),
            ),
          ),
    direct: granted("direct"),
    role: granted("role"),
    account: granted("account"),
  };
}

function unread(layer: LayerName, effect: "allow" | "deny"): Atom {
  return { kind: "layer", layer, effect };
}

function deniesUnread({ layers }: Bearing): Expression[] {
  return (Object.keys(layers) as LayerName[])
    .filter((name) => {
      const content = layers[name];
      return content === "unknown" || (Array.isArray(content) && content.includes("unknown"));
    })
    .map((name) => unread(name, "deny"));
}

/** When a statement applies: what is certain is left out. */
function applies(traced: Traced, question: Question, principal: Tri): Expression {
  const { statement, result } = traced;
  if (principal === NO || result === NO) return FALSE;
  const source = sourceOf(traced);
  const parts: Expression[] = [];
  const { principal: named, resource } = statement.source;
  if (principal === MAYBE && named !== null) {
    parts.push({ kind: "principal", negated: named.negated, values: named.entries.map(({ value }) => value), source });
  }
  if (resource !== null && resourceApplies(statement, question) === MAYBE) {
    parts.push({ kind: "resource", negated: resource.negated, patterns: resource.patterns, source });
  }
  for (const clause of statement.conditions) {
    if (evaluateClause(clause, question.context, question.unknownOperator) !== MAYBE) continue;
    parts.push({ kind: "condition", clause: clause.source, source });
  }
  return allOf(parts);
}

function sourceOf({ layer, level, policyIndex, policy, statement }: Traced): StatementSource {
  const { index, sid } = statement.source;
  return { layer, level, policy: policyIndex, policyName: policy.name, statement: index, sid };
}
