import { type Bearing, bearingOf, unreadLayers } from "./bearing";
import type { Because, Outcome } from "./decision";
import { type Gathered, gather } from "./gather";
import type { AccessRequest, LayerName, PolicyLayers } from "./request";
import { needsNoPermission } from "./services";
import { type Question, questionOf } from "./statement";
import { actionElement, failingElement, type Traced, trace } from "./trace";
import { MAYBE, NO, YES } from "./tri";

/** Nobody reads more, and a hostile document could make millions. */
const MAX_ENTRIES = 100;
const MAX_NEAR_MISSES = 5;

/** What made a decision: statements, or for an implicit denial what was missing in each layer. */
export function explain(outcome: Outcome, request: AccessRequest, layers: PolicyLayers): Because[] {
  const question = questionOf(request, outcome === "Unknown" ? MAYBE : NO);
  if (needsNoPermission(question.service, question.name, request.caller)) {
    return [
      {
        ...nothing,
        layer: "rule",
        effect: "Allow",
        text: `${request.action} needs no permission, and none can be taken away.`,
      },
    ];
  }
  const bearing = bearingOf(request, question, layers);
  const explainer = new Explainer(request, question, bearing);
  return explainer.explain(outcome).slice(0, MAX_ENTRIES);
}

const nothing = { level: null, policy: null, policyName: null, statement: null, sid: null, element: null } as const;

/** Names of layers for sentences. */
export const LAYER_WORDS: Readonly<Record<LayerName, string>> = {
  identity: "identity policies",
  permissionsBoundary: "permissions boundary",
  session: "session policy",
  serviceControl: "service control policies",
  resourceControl: "resource control policies",
  resource: "resource-based policy",
};

class Explainer {
  readonly #traced: readonly Traced[];
  readonly #gathered: Gathered;

  constructor(
    readonly request: AccessRequest,
    readonly question: Question,
    readonly bearing: Bearing,
  ) {
    this.#traced = trace(bearing, question, request.caller);
    this.#gathered = gather(bearing, question, request.caller, "unknown");
  }

  explain(outcome: Outcome): Because[] {
    switch (outcome) {
      case "ExplicitlyDenied":
        return this.#denials();
      case "Allowed":
        return this.#allows();
      case "ImplicitlyDenied":
        return this.#missing();
      case "Unknown":
        return [...this.#unread(), ...this.#undecided()];
    }
  }

  #denials(): Because[] {
    return this.#traced
      .filter(({ statement, result }) => statement.effect === "Deny" && result === YES)
      .map((traced) => this.#applied(traced));
  }

  #allows(): Because[] {
    const layers = this.#allowingLayers();
    const rule = this.bearing.root && !layers.has("resource") ? [this.#rootRule()] : [];
    const statements = this.#traced.filter(
      ({ layer, statement, result }) => statement.effect === "Allow" && result === YES && layers.has(layer),
    );
    return [...rule, ...statements.map((traced) => this.#applied(traced))];
  }

  /** The layers that the allow rests on: a direct grant of the resource needs none but the SCPs. */
  #allowingLayers(): ReadonlySet<LayerName> {
    const { direct, role } = this.#gathered;
    const limits = ["permissionsBoundary", "session"] as const;
    const { relation } = this.bearing;
    if (relation === "none") return new Set(["resource"]);
    if (relation === "same" && direct === YES) return new Set(["serviceControl", "resource"]);
    if (relation === "same" && role === YES) return new Set(["serviceControl", "resource", ...limits]);
    if (relation === "same" && !this.bearing.resourcePolicyRequired)
      return new Set(["identity", "serviceControl", ...limits]);
    return new Set(["identity", "serviceControl", "resource", ...limits]);
  }

  #rootRule(): Because {
    return { ...nothing, layer: "rule", effect: "Allow", text: "The root user has every permission of its account." };
  }

  #missing(): Because[] {
    const { relation, resourcePolicyRequired, root } = this.bearing;
    const { identity, permissionsBoundary, session, direct, role, account } = this.#gathered;
    if (relation === "foreign-provider") return [{ ...nothing, layer: "rule", effect: null, text: FOREIGN_PROVIDER }];
    if (relation === "refused") return [{ ...nothing, layer: "rule", effect: null, text: REFUSED }];
    const missing: Because[] = [];
    if (relation !== "none") {
      if (!root && identity === NO) missing.push(...this.#lacking("identity", null));
      if (permissionsBoundary === NO) missing.push(...this.#lacking("permissionsBoundary", null));
      if (session === NO) missing.push(...this.#lacking("session", null));
      missing.push(...this.#lackingLevels());
    }
    if (this.bearing.resourceGrantsBlocked) {
      missing.push({ ...nothing, layer: "resource", effect: null, text: PUBLIC_BLOCKED });
      return missing;
    }
    const granted = direct === YES || role === YES || account === YES;
    const needed = relation !== "same" || resourcePolicyRequired || this.bearing.layers.resource !== null;
    if (!granted && needed) missing.push(...this.#lacking("resource", null));
    else if (relation === "same" && account === YES && identity === NO) {
      missing.push({ ...nothing, layer: "resource", effect: null, text: DELEGATES });
    }
    return missing;
  }

  #lackingLevels(): Because[] {
    const levels = this.bearing.layers.serviceControl;
    if (levels === "unknown") return [];
    const allowing = new Set(
      this.#traced
        .filter(
          ({ layer, statement, result }) =>
            layer === "serviceControl" && statement.effect === "Allow" && result === YES,
        )
        .map(({ level }) => level),
    );
    const lacking: Because[] = [];
    for (const [i, level] of levels.entries()) {
      if (lacking.length >= MAX_ENTRIES) break;
      if (level !== "unknown" && level.length > 0 && !allowing.has(i))
        lacking.push(...this.#lacking("serviceControl", i));
    }
    return lacking;
  }

  /** The layer, and the allows in it that come nearest. */
  #lacking(layer: LayerName, level: number | null): Because[] {
    const where = level === null ? LAYER_WORDS[layer] : `${LAYER_WORDS[layer]} of level ${level}`;
    const text = `No statement of the ${where} allows ${this.request.action} on ${this.request.resource}.`;
    const near = this.#traced
      .filter((traced) => traced.layer === layer && traced.level === level && traced.statement.effect === "Allow")
      .slice(0, MAX_NEAR_MISSES)
      .map((traced): Because => {
        const element = failingElement(traced.statement, this.question);
        return {
          ...this.#place(traced),
          effect: null,
          element,
          text: `Would allow it, but does not apply: ${element}.`,
        };
      });
    return [{ ...nothing, layer, level, effect: null, text }, ...near];
  }

  #unread(): Because[] {
    return unreadLayers(this.bearing).map((layer) => ({
      ...nothing,
      layer,
      effect: null,
      text: `The ${LAYER_WORDS[layer]} could not be read.`,
    }));
  }

  #undecided(): Because[] {
    return this.#traced.filter(({ result }) => result === MAYBE).map((traced) => this.#applied(traced));
  }

  #applied(traced: Traced): Because {
    const { statement } = traced;
    const verb = statement.effect === "Deny" ? "Denies" : "Allows";
    const sure = traced.result === MAYBE ? " if its conditions hold" : "";
    const text = `${verb} ${this.request.action} on ${this.request.resource}${sure}.`;
    return { ...this.#place(traced), effect: statement.effect, element: actionElement(statement, this.question), text };
  }

  #place({ layer, level, policyIndex, policy, statement }: Traced) {
    const { index, sid } = statement.source;
    return { layer, level, policy: policyIndex, policyName: policy.name, statement: index, sid };
  }
}

const DELEGATES = "The resource-based policy names the account only: its identity policies have to allow it, too.";
const FOREIGN_PROVIDER = "A role can be assumed only through an identity provider of its own account.";
const REFUSED = "Roles under aws-reserved and AWS managed policies can be changed by AWS alone, whatever policies say.";
const PUBLIC_BLOCKED = "The bucket's policy is public, and RestrictPublicBuckets keeps it from outsiders.";
