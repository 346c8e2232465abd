/** May these credentials make a call on some resource that they may name as they like: a new one, or one that is not listed. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { type Certainty, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { parseArn } from "@/lib/domain/aws/arn";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { ActionSet } from "@/lib/domain/policy/sets";
import { type Answer, ask } from "./ask";

export interface SomeOptions {
  readonly facts?: FactMap;
  /** ARN templates of the resource types that the call touches, all of them; the table's required ones where absent. */
  readonly types?: readonly string[];
  /** Full ARNs to try before all others. */
  readonly first?: readonly string[];
}

/** Answers of the best kind that there is, one for each resource that the call touches; null = the call cannot succeed. */
export type SomeAnswer = readonly Answer[] | null;

export class SomeAsker {
  readonly #index: AccessIndex;
  readonly #known = new Map<string, SomeAnswer>();
  readonly #regions = new Map<string, readonly string[]>();

  constructor(index: AccessIndex) {
    this.#index = index;
  }

  ask(profile: Profile, action: string, options: SomeOptions = {}): SomeAnswer {
    const { facts, first, types } = options;
    const key = facts || first ? null : `${profile.number}|${action}|${types?.join(" ") ?? ""}`;
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const answer = this.#find(profile, action, options);
    if (key !== null) this.#known.set(key, answer);
    return answer;
  }

  /**
   * Every resource of the call's first type on which it can succeed, as far as patterns differ. `like`: calls that are to
   * be made on the same resource, whose patterns count as well.
   */
  *each(profile: Profile, action: string, facts: FactMap, like: readonly string[] = []): Iterable<Answer> {
    const { table } = this.#index;
    const id = table.actionId(action);
    if (id === null || profile.role === null) return;
    let tried = 0;
    const ids = [id, ...like.flatMap((each) => table.actionId(each) ?? [])];
    const patterns = [...new Set(ids.flatMap((each) => this.#patterns(profile, each)))];
    const seen = new Set<string>();
    for (const resource of this.#candidates(profile, this.#types(id)[0] ?? "*", patterns, [])) {
      if (seen.has(resource)) continue;
      seen.add(resource);
      if (++tried > MOST_TRIED) return;
      const answer = ask(this.#index, profile, action, resource, { facts });
      if (answer) yield answer;
    }
  }

  #patterns(profile: Profile, id: number): readonly string[] {
    return this.#index.engine
      .plainGrants(profile.sets, ActionSet.of(id))
      .filter(({ may, region }) => !may.isEmpty && !region.negated)
      .flatMap(({ region }) => region.patterns.map(({ text }) => text));
  }

  #find(profile: Profile, action: string, { facts, first, types }: SomeOptions): SomeAnswer {
    const { table } = this.#index;
    const id = table.actionId(action);
    if (id === null || profile.role === null) return null;
    const permissions = this.#index.permissions(profile);
    if (!permissions.openEnded && !permissions.may.has(id)) return null;
    const touched = types ?? this.#types(id);
    const patterns = this.#patterns(profile, id);
    const answers: Answer[] = [];
    for (const template of touched) {
      const best = this.#best(profile, action, template, patterns, facts, first ?? []);
      if (best === null) return null;
      answers.push(best);
    }
    return answers;
  }

  #types(id: number): readonly string[] {
    const { table } = this.#index;
    if (table.wildcardOnly(id)) return ["*"];
    const types = table.resourceTypes(id);
    const required = types.filter((type) => type.required);
    const listed = (required.length > 0 ? required : types.slice(0, 1)).map(({ arn }) => arn);
    return listed;
  }

  #best(
    profile: Profile,
    action: string,
    template: string,
    patterns: readonly string[],
    facts: FactMap | undefined,
    first: readonly string[],
  ): Answer | null {
    let best: Answer | null = null;
    let tried = 0;
    const seen = new Set<string>();
    const candidates = template.split("|").map((each) => this.#candidates(profile, each, patterns, first));
    for (const resource of candidates.flatMap((each) => [...each])) {
      if (seen.has(resource)) continue;
      seen.add(resource);
      if (++tried > MOST_TRIED) break;
      const answer = ask(this.#index, profile, action, resource, facts ? { facts } : {});
      if (answer && (best === null || levelOf(answer.certainty) < levelOf(best.certainty))) best = answer;
      if (best?.certainty === "allowed") break;
    }
    return best;
  }

  *#candidates(
    { role }: Profile,
    template: string,
    patterns: readonly string[],
    first: readonly string[],
  ): Iterable<string> {
    yield* first;
    if (template === "*") {
      yield "*";
      return;
    }
    const account = role!.accountId;
    const partition = role!.arn.split(":")[1] ?? "aws";
    for (const region of this.regionsOf(account)) yield fill(template, partition, region, account);
    for (const pattern of patterns) {
      if (!pattern.startsWith("arn:")) continue;
      for (const region of this.regionsOf(account)) yield* fitted(pattern, template, partition, region, account);
    }
  }

  /** Regions in which a call is tried, those of the account's clusters first. */
  regionsOf(accountId: string): readonly string[] {
    let regions = this.#regions.get(accountId);
    if (!regions) {
      const { clusters, accounts } = this.#index.estate;
      const own = clusters.filter((cluster) => cluster.accountId === accountId).map(({ region }) => region);
      regions = [...new Set([...own, ...(accounts.get(accountId)?.regions ?? []), "us-east-1"])].slice(0, MOST_REGIONS);
      this.#regions.set(accountId, regions);
    }
    return regions;
  }
}

const MOST_TRIED = 60;
const MOST_REGIONS = 4;
const NAME = "some";

/** The template with the account's own place in it and a name of no importance. */
function fill(template: string, partition: string, region: string, account: string): string {
  return template
    .replace("${Partition}", partition)
    .replace("${Region}", region)
    .replace("${Account}", account)
    .replace(/\$\{[^}]*\}/g, NAME);
}

/** ARNs that the pattern of a policy covers and that are of the template's type. */
function* fitted(
  pattern: string,
  template: string,
  partition: string,
  region: string,
  account: string,
): Iterable<string> {
  const [head, resource] = split(pattern);
  const [, type] = split(template);
  const segments: string[] = [];
  // What the pattern leaves open is the account's own; what it fixes has to be, but for the region.
  for (const [i, own] of split(fill(template, partition, region, account))[0].entries()) {
    const wanted = head[i] ?? "*";
    if (wanted !== own && !/[*?]/.test(wanted) && (i !== 3 || own === "")) return;
    segments.push(i === 3 && own !== "" && !/[*?$]/.test(wanted) ? wanted : own);
  }
  const literal = /^[^$]*/.exec(type)![0];
  const form = new RegExp(
    `^${type
      .split(/\$\{[^}]*\}/)
      .map(literally)
      .join(".+")}$`,
  );
  const name = resource.replace(/\$\{[^}]*\}/g, NAME);
  const asIs = name.replace(/[*?]/g, (wildcard) => (wildcard === "*" ? NAME : "x"));
  const behind = literal + name.replace(/^[^*]*\*/, "").replace(/[*?]/g, NAME);
  for (const each of [asIs, name.replace(/\*/g, "").replace(/\?/g, "x"), behind])
    if (form.test(each)) yield `${segments.join(":")}:${each}`;
}

function split(arn: string): readonly [readonly string[], string] {
  const parts = arn.split(":");
  return [parts.slice(0, 5), parts.slice(5).join(":")];
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The least certain of some answers; what each still needs, in words. */
export function together(answers: readonly Answer[]): { readonly certainty: Certainty; readonly conditions: string[] } {
  let certainty: Certainty = "allowed";
  const conditions = new Set<string>();
  for (const answer of answers) {
    if (levelOf(answer.certainty) > levelOf(certainty)) certainty = answer.certainty;
    if (answer.certainty !== "allowed" && answer.words !== "") conditions.add(`${answer.action} ${answer.words}`);
  }
  return { certainty, conditions: [...conditions] };
}

/** The account of an ARN. */
export function accountIn(arn: string): string {
  return parseArn(arn)?.accountId ?? "";
}
