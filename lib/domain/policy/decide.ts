import { grant, triAlgebra } from "./algebra";
import { bearingOf, unreadLayers } from "./bearing";
import { explain } from "./because";
import { type ContestedPoint, contestedPoints } from "./contested";
import type { Because, Decision, Outcome } from "./decision";
import { type Gathered, gather } from "./gather";
import type { AccessRequest, LayerName, PolicyLayers } from "./request";
import { needsNoPermission } from "./services";
import { questionOf } from "./statement";
import { trace } from "./trace";
import { MAYBE, NO, YES } from "./tri";

/**
 * What AWS would decide on a request. Definite where every content of what is unknown (layers, facts) gives the same
 * outcome, else "Unknown". Source: IAM User Guide, "Policy evaluation logic".
 */
export function decide(request: AccessRequest, layers: PolicyLayers): Decision {
  const question = questionOf(request, NO);
  if (needsNoPermission(question.service, question.name, request.caller)) {
    return new LazyDecision("Allowed", request, layers);
  }
  const bearing = bearingOf(request, question, layers);
  const gathered = gather(bearing, question, request.caller, "unknown");
  return new LazyDecision(outcomeOf(gathered, grant(triAlgebra, bearing, gathered, MAYBE)), request, layers);
}

/**
 * An action that touches several resources (ec2:RunInstances) is allowed where each of them is. The decision is that of
 * the first resource that is not allowed, an explicit denial before all others. `requests` must not be empty.
 */
export function decideEvery(requests: readonly AccessRequest[], layers: PolicyLayers): Decision {
  const decisions = requests.map((request) => decide(request, layers));
  for (const outcome of ["ExplicitlyDenied", "ImplicitlyDenied", "Unknown"] as const) {
    const found = decisions.find((decision) => decision.outcome === outcome);
    if (found !== undefined) return found;
  }
  return decisions[0]!;
}

function outcomeOf({ deny }: Gathered, granted: 0 | 1 | 2): Outcome {
  if (deny === YES) return "ExplicitlyDenied";
  if (deny === MAYBE || granted === MAYBE) return "Unknown";
  return granted === YES ? "Allowed" : "ImplicitlyDenied";
}

/** Explains itself when asked: most decisions are never looked at. */
class LazyDecision implements Decision {
  #because: readonly Because[] | null = null;

  constructor(
    readonly outcome: Outcome,
    readonly request: AccessRequest,
    readonly layers: PolicyLayers,
  ) {}

  get because(): readonly Because[] {
    this.#because ??= explain(this.outcome, this.request, this.layers);
    return this.#because;
  }

  get uncertain(): readonly ContestedPoint[] {
    const question = questionOf(this.request, NO);
    if (needsNoPermission(question.service, question.name, this.request.caller)) return [];
    const bearing = bearingOf(this.request, question, this.layers);
    const { session } = gather(bearing, question, this.request.caller, "unknown");
    const traced = trace(bearing, question, this.request.caller);
    return contestedPoints(this.outcome, this.request, question, bearing, traced, session);
  }

  get notRead(): readonly LayerName[] {
    if (this.outcome !== "Unknown") return [];
    return unreadLayers(bearingOf(this.request, questionOf(this.request, NO), this.layers));
  }
}
