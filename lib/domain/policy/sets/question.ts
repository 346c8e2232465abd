/** One question ("these actions on this resource") held against many roles: each document and layer is read once. */
import type { Fact } from "@/lib/domain/policy/facts";
import { ActionSet } from "./action-set";
import type { ActionView } from "./grants";
import type { Limit, LimitStack } from "./limits";
import type { PolicySets, StatementSets } from "./policy-sets";
import { RequestContext } from "./request-context";
import { elementCovers, type ResourceRegion } from "./resource-element";
import type { Overlap } from "./resource-pattern";
import { setOfAll } from "./set-builder";

export interface MatchedStatement {
  readonly policy: string;
  readonly statement: StatementSets;
  readonly covers: Exclude<Overlap, "none">;
}

/** An Allow that is about the question. */
export interface MatchedAllow {
  readonly statement: StatementSets;
  readonly covers: Exclude<Overlap, "none">;
  readonly possible: ActionSet;
}

/** What one document says to the question. */
export interface DocumentAnswer {
  readonly allows: readonly MatchedAllow[];
  /** Allowed for a part of the resource or under conditions; allowed on all of it without; denied in the same two ways. */
  readonly allowMay: ActionSet;
  readonly allowMust: ActionSet;
  readonly denyMay: ActionSet;
  readonly denySure: ActionSet;
  /** What is known of the request and the caller together may say more than this. */
  readonly undecided: boolean;
}

/** Grows statement by statement. */
class Answer implements DocumentAnswer {
  readonly allows: MatchedAllow[] = [];
  allowMay = ActionSet.EMPTY;
  allowMust = ActionSet.EMPTY;
  denyMay = ActionSet.EMPTY;
  denySure = ActionSet.EMPTY;
  undecided = false;

  /** Statements do not come in order; they are shown in it. */
  add(allow: MatchedAllow): void {
    let at = this.allows.push(allow) - 1;
    for (; at > 0 && indexOf(this.allows[at - 1]!) > indexOf(allow); at--) this.allows[at] = this.allows[at - 1]!;
    this.allows[at] = allow;
  }
}

function indexOf({ statement }: MatchedAllow): number {
  return statement.statement.index;
}

/** What a layer lets through. */
export interface LayerAnswer {
  readonly may: ActionSet;
  readonly must: ActionSet;
  readonly undecided: boolean;
}

/** A document that is not about the question. */
export const SILENT: DocumentAnswer = new Answer();

export class Question {
  readonly view: ActionView;
  /** The actions in question, and the one of them where it is only one. */
  readonly within: ActionSet;
  readonly #single: number | null;
  /** null = whatever the grants name. */
  readonly region: ResourceRegion | null;
  readonly #documents = new Map<PolicySets, DocumentAnswer>();
  readonly #context: RequestContext | null;

  /** `context`: what is known of the request, by key in lower case. */
  constructor(
    view: ActionView,
    within: ActionSet,
    region: ResourceRegion | null,
    context: ReadonlyMap<string, Fact> | null = null,
  ) {
    this.#context = context === null || context.size === 0 ? null : new RequestContext(context);
    this.view = view;
    this.within = within;
    this.#single = within.size === 1 ? [...within][0]! : null;
    this.region = region;
  }

  /** Not kept: the caller has its own place for the answers of documents that many roles share. */
  read(sets: PolicySets): DocumentAnswer {
    if (this.view.inTable && !this.#concerns(sets.allowMay) && !this.#concerns(sets.denyMay)) return SILENT;
    let answer: DocumentAnswer = SILENT;
    for (const statement of sets.statements) answer = this.hear(answer, statement);
    return answer;
  }

  /** A document's answer with one statement of it more. */
  hear(before: DocumentAnswer, statement: StatementSets): DocumentAnswer {
    const possible = this.#cut(this.view.possible(statement));
    if (possible.isEmpty) return before;
    const covers = this.#covers(statement);
    if (covers === "none") return before;
    const held = statement.conditional ? (this.#context?.reads(statement.statement) ?? "open") : "holds";
    if (held === "never") return before;
    const answer = before === SILENT ? new Answer() : (before as Answer);
    const sure = covers === "all" && held === "holds";
    const allows = statement.statement.effect === "Allow";
    // What a condition that holds makes certain of an Allow is not worked out beforehand, but where it names everything.
    answer.undecided ||=
      held === "undecided" ||
      (covers === "part" && this.region !== null) ||
      (allows && statement.conditional && sure && !statement.resource.any);
    const certain = sure ? this.#cut(this.view.certain(statement)) : ActionSet.EMPTY;
    if (allows) {
      answer.add({ statement, covers, possible });
      answer.allowMay = answer.allowMay.union(possible);
      answer.allowMust = answer.allowMust.union(certain);
    } else {
      answer.denyMay = answer.denyMay.union(possible);
      answer.denySure = answer.denySure.union(certain);
    }
    return answer;
  }

  /** What passes all limits of a stack. */
  layer({ limits }: Pick<LimitStack, "limits">): LayerAnswer {
    let may = this.within;
    let must = this.within;
    let undecided = false;
    for (const limit of limits) {
      const answer = this.#limit(limit);
      may = may.intersect(answer.may);
      must = must.intersect(answer.must);
      undecided ||= answer.undecided;
    }
    return { may, must, undecided };
  }

  #limit({ documents, needsAllow, notRead, binding, ...limit }: Limit): LayerAnswer {
    const bearsOn = this.view.inTable ? limit.bearsOn : null;
    const answers = documents.map(({ sets }) => this.#document(sets));
    const denySure = setOfAll(answers.map((answer) => answer.denySure));
    const denyMay = setOfAll(answers.map((answer) => answer.denyMay));
    let may = this.within;
    let must = this.within;
    if (needsAllow) {
      if (!notRead) may = setOfAll(answers.map((answer) => answer.allowMay));
      must = setOfAll(answers.map((answer) => answer.allowMust));
    }
    if (binding) may = may.subtract(bearsOn ? denySure.intersect(bearsOn) : denySure);
    must = must.subtract(bearsOn ? denyMay.intersect(bearsOn) : denyMay);
    if (notRead) must = bearsOn ? must.subtract(bearsOn) : ActionSet.EMPTY;
    return { may, must, undecided: answers.some((answer) => answer.undecided) };
  }

  /** Documents of layers are few, and shared by levels. */
  #document(sets: PolicySets): DocumentAnswer {
    let answer = this.#documents.get(sets);
    if (!answer) {
      answer = this.read(sets);
      this.#documents.set(sets, answer);
    }
    return answer;
  }

  #concerns(set: ActionSet): boolean {
    return this.#single === null ? set.intersects(this.within) : set.has(this.#single);
  }

  /** `set`, which is of the actions in question, without what is not in `to`. One action is looked up. */
  narrow(set: ActionSet, to: ActionSet): ActionSet {
    if (this.#single === null) return set.intersect(to);
    return set.isEmpty || to.has(this.#single) ? set : ActionSet.EMPTY;
  }

  #cut(set: ActionSet): ActionSet {
    if (this.#single === null) return set.intersect(this.within);
    return set.has(this.#single) ? this.within : ActionSet.EMPTY;
  }

  #covers(statement: StatementSets): Overlap {
    if (statement.resource.any) return "all";
    return this.region === null ? "part" : elementCovers(statement.resource, this.region);
  }
}
