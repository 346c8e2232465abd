/** Which roles can do something: over all roles at once, from what their policies were compiled to. */
import type { Fact } from "@/lib/domain/policy/facts";
import { ActionSet } from "./action-set";
import { type ActionView, STAND_IN, TABLE_VIEW, unknownActionView } from "./grants";
import type { LimitStack } from "./limits";
import type { PolicySets } from "./policy-sets";
import { type DocumentAnswer, type LayerAnswer, type MatchedStatement, Question, SILENT } from "./question";
import { regionOf, resourcePattern } from "./resource-element";
import type { Overlap } from "./resource-pattern";
import type { PermissionEngine, RolePermissions } from "./role-permissions";
import type { RolePolicySets, SetLayerName } from "./role-policies";
import { ServiceIndex } from "./service-index";

export interface IndexedRole {
  /** Its ARN, or what else the caller knows it by. */
  readonly id: string;
  readonly policies: RolePolicySets;
  /** Where the caller has worked them out already. */
  readonly known?: RolePermissions;
}

export interface WhoCanMatch {
  readonly role: string;
  /**
   * allowed: all that the role may do of it is certain, on the whole resource that was asked about (on what its grants
   * name, where none was). conditional: under conditions, on a part of the resource, or limited. unknown: a layer that
   * bears on it was not read.
   */
  readonly verdict: "allowed" | "conditional" | "unknown";
  /** Of the actions in question, those that are possible, and those that are certain on the whole resource. */
  readonly may: ActionSet;
  readonly must: ActionSet;
  /** May the role do all actions that the pattern names, or a part of them. */
  readonly actions: Exclude<Overlap, "none">;
  /** Does one Allow cover the whole resource, or only a part of it. */
  readonly resource: Exclude<Overlap, "none">;
  readonly statements: readonly MatchedStatement[];
  /** Layers that were not read and bear on the question; "resource" where the resource's own policy has to allow it too. */
  readonly notRead: readonly (SetLayerName | "resource")[];
  /** Where the context of a request was given: what is known of the caller may say more than was looked at. */
  readonly undecided?: true;
}

export interface WhoCanAnswer {
  /** The actions that were looked for; null where the pattern names nothing in the table. */
  readonly asked: ActionSet | null;
  /** In the order of the index. */
  readonly matches: readonly WhoCanMatch[];
}

export interface WhoCanOptions {
  /** RCP levels of the account that owns the resource: they bind every caller, and stand in for those of the roles. */
  readonly resourceControl?: RolePolicySets["resourceControl"];
  /** What is known of a request on the resource, whoever makes it; by key in lower case. */
  readonly context?: ReadonlyMap<string, Fact>;
}

/** A role with its documents and layers by number: what they answer to a question is looked up by it. */
interface Entry {
  readonly id: string;
  readonly known: RolePermissions;
  readonly documents: readonly { readonly name: string; readonly number: number }[];
  readonly stacks: readonly number[];
}

export class RoleIndex {
  readonly roles: readonly IndexedRole[];
  /** In the order of `roles`. */
  readonly permissions: readonly RolePermissions[];
  readonly #engine: PermissionEngine;
  readonly #entries: readonly Entry[];
  readonly #documents: readonly PolicySets[];
  readonly #stacks: readonly LimitStack[];
  readonly #services: ServiceIndex;
  /** Filled with the first question. */
  #byDocument: readonly (readonly number[])[] | null = null;
  readonly #openEnded: number[] = [];

  constructor(engine: PermissionEngine, roles: readonly IndexedRole[]) {
    this.#engine = engine;
    this.roles = roles;
    const documents = new Map<PolicySets, number>();
    const stacks = new Map<LimitStack, number>();
    this.#entries = roles.map(({ id, policies, known = engine.permissions(policies) }) => {
      const identity = policies.identity === "unknown" ? [] : policies.identity;
      return {
        id,
        known,
        documents: identity.flatMap(({ name, sets }) => (sets ? [{ name, number: numberOf(documents, sets) }] : [])),
        stacks: engine.limits.of(policies).map((stack) => numberOf(stacks, stack)),
      };
    });
    this.#documents = [...documents.keys()];
    this.#stacks = [...stacks.keys()];
    this.permissions = this.#entries.map(({ known }) => known);
    this.#services = new ServiceIndex(engine.compiler.table, this.permissions, this.#documents);
  }

  /** Roles that may do something in a service. */
  rolesOf(service: string): readonly IndexedRole[] {
    return this.#services.rolesOf(service.toLowerCase()).map((role) => this.roles[role]!);
  }

  /**
   * Roles that may do `action` ("s3:Get*", any case) on `resource` (an ARN or a pattern of ARNs; null or "*" = on whatever
   * their grants name).
   */
  whoCan(action: string, resource: string | null, options: WhoCanOptions = {}): WhoCanAnswer {
    const { compiler } = this.#engine;
    const { actions, unknown, literal } = compiler.matcher.match(action);
    const target = resource === null ? null : resourcePattern(resource, "2008-10-17");
    const region = target === null || target.kind === "any" ? null : regionOf([target]);
    // A wildcard asks for what can be done with the resource, not for every action of the service.
    const asked =
      target && region && !literal ? actions.intersect(compiler.support.onPattern(target).possible) : actions;
    const view: ActionView = unknown ? unknownActionView(action) : TABLE_VIEW;
    const question = new Question(view, unknown ? STAND_IN : asked, region, options.context ?? null);
    const poll = new Poll(this.#engine, question, this.#documents, this.#stacks, options.resourceControl ?? null);
    if (!unknown) poll.hear(this.#services.statements(asked));
    const matches: WhoCanMatch[] = [];
    const candidates = unknown ? this.#entries.keys() : (this.#answering(poll) ?? this.#services.candidates(asked));
    for (const index of candidates) {
      const match = poll.ask(this.#entries[index]!);
      if (match) matches.push(match);
    }
    return { asked: unknown ? null : asked, matches };
  }

  /** Roles of which some document is about the question, ascending; null = that would be no shorter a list. */
  #answering(poll: Poll): Iterable<number> | null {
    const documents = poll.answering();
    if (documents === null) return null;
    const byDocument = this.#rolesByDocument();
    let count = this.#openEnded.length;
    for (const document of documents) count += byDocument[document]!.length;
    if (count > this.#entries.length / 2) return null;
    const marks = new Uint8Array(this.#entries.length);
    for (const role of this.#openEnded) marks[role] = 1;
    for (const document of documents) for (const role of byDocument[document]!) marks[role] = 1;
    const found: number[] = [];
    for (let role = 0; role < marks.length; role++) if (marks[role] === 1) found.push(role);
    return found;
  }

  #rolesByDocument(): readonly (readonly number[])[] {
    if (this.#byDocument) return this.#byDocument;
    const byDocument: number[][] = this.#documents.map(() => []);
    this.#entries.forEach(({ documents, known }, role) => {
      for (const { number } of documents) byDocument[number]!.push(role);
      if (known.openEnded) this.#openEnded.push(role);
    });
    this.#byDocument = byDocument;
    return byDocument;
  }
}

/** A question going round the roles. */
class Poll {
  readonly #question: Question;
  readonly #documents: readonly PolicySets[];
  readonly #stacks: readonly LimitStack[];
  /** RCPs of the resource's account, which bind every caller; null = those of the role's own account count. */
  readonly #owner: Pick<LimitStack, "layer" | "limits" | "notRead"> | null;
  /** By number; all there, once `#heard`. */
  readonly #documentAnswers: DocumentAnswer[] = [];
  #heard = false;
  readonly #layerAnswers: LayerAnswer[] = [];
  readonly #ownerAnswer: LayerAnswer | null;
  /** Of the actions in question, those that wait for the resource's policy. */
  readonly #decides: ActionSet;

  constructor(
    engine: PermissionEngine,
    question: Question,
    documents: readonly PolicySets[],
    stacks: readonly LimitStack[],
    ownerControl: RolePolicySets["resourceControl"] | null,
  ) {
    this.#question = question;
    this.#documents = documents;
    this.#stacks = stacks;
    this.#owner = ownerControl === null ? null : engine.limits.ofOwner(ownerControl);
    this.#ownerAnswer = this.#owner === null ? null : question.layer(this.#owner);
    this.#decides = question.view.inTable ? engine.resourceDecides.intersect(question.within) : ActionSet.EMPTY;
  }

  /** All statements that are about the question, of all documents; null = documents are to be read one by one. */
  hear(lists: ReturnType<ServiceIndex["statements"]>): void {
    if (lists === null) return;
    const answers = this.#documentAnswers;
    for (let i = 0; i < this.#documents.length; i++) answers.push(SILENT);
    for (const statements of lists) {
      for (const { document, statement } of statements) {
        answers[document] = this.#question.hear(answers[document]!, statement);
      }
    }
    this.#heard = true;
  }

  /** Numbers of the documents that are about the question; null = not known beforehand. */
  answering(): readonly number[] | null {
    if (!this.#heard) return null;
    const found: number[] = [];
    this.#documentAnswers.forEach((answer, number) => {
      if (!answer.allowMay.isEmpty) found.push(number);
    });
    return found;
  }

  /** null where the role can do none of it. */
  ask(entry: Entry): WhoCanMatch | null {
    const { known } = entry;
    const { view, within, region } = this.#question;
    const bounded = view.inTable && !known.openEnded;
    let may = known.openEnded ? within : ActionSet.EMPTY;
    let must = ActionSet.EMPTY;
    let denied = false;
    let undecided = false;
    for (const { number } of entry.documents) {
      const answer = this.#document(number);
      if (answer === SILENT) continue;
      may = may.union(answer.allowMay);
      must = must.union(answer.allowMust);
      denied ||= !answer.denyMay.isEmpty;
      undecided ||= answer.undecided;
    }
    if (bounded) may = this.#question.narrow(may, known.may);
    if (may.isEmpty) return null;
    if (denied) {
      for (const { number } of entry.documents) {
        const answer = this.#document(number);
        may = may.subtract(answer.denySure);
        must = must.subtract(answer.denyMay);
      }
    }
    for (const number of entry.stacks) {
      if (this.#owner && this.#stacks[number]!.layer === "resourceControl") continue;
      const answer = this.#layer(number);
      may = may.intersect(answer.may);
      must = must.intersect(answer.must);
      undecided ||= answer.undecided;
    }
    if (this.#ownerAnswer) {
      may = may.intersect(this.#ownerAnswer.may);
      must = must.intersect(this.#ownerAnswer.must);
    }
    if (may.isEmpty) return null;
    if (bounded && region === null && this.#owner === null) must = this.#question.narrow(within, known.must);
    must = must.subtract(this.#decides);
    must = known.openEnded ? ActionSet.EMPTY : must.intersect(may);
    const match = this.#match(entry, may, must);
    return undecided ? { ...match, undecided } : match;
  }

  #match(entry: Entry, may: ActionSet, must: ActionSet): WhoCanMatch {
    const statements: MatchedStatement[] = [];
    let resource: WhoCanMatch["resource"] = "part";
    for (const { name, number } of entry.documents) {
      for (const { statement, covers, possible } of this.#document(number).allows) {
        if (possible !== may && !possible.intersects(may)) continue;
        statements.push({ policy: name, statement, covers });
        if (covers === "all") resource = "all";
      }
    }
    const notRead = this.#notRead(entry, may);
    const verdict = notRead.length > 0 ? "unknown" : must.equals(may) ? "allowed" : "conditional";
    const actions = this.#question.within.isSubsetOf(may) ? "all" : "part";
    return { role: entry.id, verdict, may, must, actions, resource, statements, notRead };
  }

  #document(number: number): DocumentAnswer {
    let answer = this.#documentAnswers[number];
    if (this.#heard) return answer!;
    if (!answer) {
      answer = this.#question.read(this.#documents[number]!);
      this.#documentAnswers[number] = answer;
    }
    return answer;
  }

  #layer(number: number): LayerAnswer {
    let answer = this.#layerAnswers[number];
    if (!answer) {
      answer = this.#question.layer(this.#stacks[number]!);
      this.#layerAnswers[number] = answer;
    }
    return answer;
  }

  #notRead({ known, stacks }: Entry, may: ActionSet): WhoCanMatch["notRead"] {
    const { inTable } = this.#question.view;
    const resource = this.#decides.intersects(may);
    if (known.notRead.length === 0 && !this.#owner?.notRead) return resource ? RESOURCE : NONE;
    const names = new Set<SetLayerName | "resource">(known.openEnded ? ["identity"] : []);
    const own = stacks.map((number) => this.#stacks[number]!);
    const binding = this.#owner ? [...own.filter(({ layer }) => layer !== "resourceControl"), this.#owner] : own;
    for (const { layer, limits } of binding) {
      const bears = ({ notRead, bearsOn }: (typeof limits)[number]) =>
        notRead && (!inTable || bearsOn === null || bearsOn.intersects(may));
      if (limits.some(bears)) names.add(layer);
    }
    if (resource) names.add("resource");
    return [...names];
  }
}

const NONE: WhoCanMatch["notRead"] = [];
const RESOURCE: WhoCanMatch["notRead"] = ["resource"];

function numberOf<Key>(numbers: Map<Key, number>, key: Key): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
