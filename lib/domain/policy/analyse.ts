import { grant, triAlgebra } from "./algebra";
import { type Bearing, bearingOf, unreadLayers } from "./bearing";
import { explain } from "./because";
import type { Analysis, Because, Outcome } from "./decision";
import { gather, type Unread } from "./gather";
import { gatherRemaining } from "./gather-remaining";
import { allOf, type Expression, expressionAlgebra } from "./remaining";
import type { AccessRequest, LayerName, PolicyLayers } from "./request";
import { needsNoPermission } from "./services";
import { type Question, questionOf } from "./statement";
import { trace } from "./trace";
import { and, MAYBE, NO, not, type Tri, YES } from "./tri";
import { inWords } from "./words";

/**
 * What can be said of a request of which part is unknown: facts (conditions that remain) or whole layers (named).
 * An unknown Deny never removes a grant from `may`; an unknown Allow never adds it to `must`.
 */
export function analyse(request: AccessRequest, layers: PolicyLayers): Analysis {
  const question = questionOf(request, MAYBE);
  if (needsNoPermission(question.service, question.name, request.caller)) {
    return new LazyAnalysis(request, layers, question, null, { result: YES, deny: NO }, YES);
  }
  const bearing = bearingOf(request, question, layers);
  const asRead = evaluate(bearing, question, request, "left-out").result;
  return new LazyAnalysis(request, layers, question, bearing, evaluate(bearing, question, request, "unknown"), asRead);
}

interface Evaluated {
  readonly result: Tri;
  readonly deny: Tri;
}

function evaluate(bearing: Bearing, question: Question, request: AccessRequest, unread: Unread): Evaluated {
  const gathered = gather(bearing, question, request.caller, unread);
  const granted = grant(triAlgebra, bearing, gathered, MAYBE);
  return { result: and(granted, not(gathered.deny)), deny: gathered.deny };
}

const AS_READ = ["denied", "conditional", "allowed"] as const;
const OUTCOMES: Readonly<Record<Tri, Outcome>> = { 0: "ImplicitlyDenied", 1: "Unknown", 2: "Allowed" };

const CALLERS_LAYERS = ["identity", "permissionsBoundary", "session", "serviceControl"] as const;

/** Works out conditions and reasons when asked: most answers of a large question are only counted. */
class LazyAnalysis implements Analysis {
  readonly may: boolean;
  readonly must: boolean;
  readonly explicit: boolean;
  readonly asRead: Analysis["asRead"];
  readonly verdict: Analysis["verdict"];
  readonly notRead: Analysis["notRead"];
  readonly #outcome: Outcome;
  #remaining: Expression | null | undefined;
  #because: readonly Because[] | undefined;

  constructor(
    readonly request: AccessRequest,
    readonly layers: PolicyLayers,
    readonly question: Question,
    readonly bearing: Bearing | null,
    { result, deny }: Evaluated,
    asRead: Tri,
  ) {
    this.may = result !== NO;
    this.must = result === YES;
    this.explicit = deny === YES;
    this.asRead = AS_READ[asRead];
    this.#outcome = this.explicit ? "ExplicitlyDenied" : OUTCOMES[result];
    this.notRead = bearing === null || result !== MAYBE ? [] : unreadLayers(bearing);
    this.verdict =
      result === YES ? "allowed" : result === NO ? "denied" : this.notRead.length > 0 ? "unknown" : "conditional";
  }

  get remaining(): Expression | null {
    if (this.#remaining === undefined) this.#remaining = this.#workOut();
    return this.#remaining;
  }

  get silent(): readonly LayerName[] {
    if (this.bearing === null || this.explicit) return [];
    const { layers } = this.bearing;
    const gathered = gather(this.bearing, this.question, this.request.caller, "left-out");
    return CALLERS_LAYERS.filter((name) => gathered[name] === NO && layers[name] !== "unknown");
  }

  get words(): string {
    return this.remaining === null ? "" : inWords(this.remaining);
  }

  get because(): readonly Because[] {
    this.#because ??= explain(this.#outcome, this.request, this.layers);
    return this.#because;
  }

  #workOut(): Expression | null {
    if (this.bearing === null || this.must || !this.may) return null;
    const traced = trace(this.bearing, this.question, this.request.caller);
    const parts = gatherRemaining(this.bearing, this.question, traced);
    const granted = grant(expressionAlgebra, this.bearing, parts, { kind: "same-account" });
    return allOf([granted, expressionAlgebra.not(parts.deny)]);
  }
}
