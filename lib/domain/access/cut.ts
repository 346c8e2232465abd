/**
 * Policies as they read for many resources at once (a bucket's objects, whatever a grant names): each statement that is
 * about a part of them only holds under the condition that the resource is in that part.
 */
import { type CompiledPolicy, compilePolicy, type Facts, type Layer, type PolicyLayers } from "@/lib/domain/policy";
import type { ConditionClause, Statement } from "@/lib/domain/policy/ast";
import type { PolicyKind } from "@/lib/domain/policy/parse";
import { overlap, resourcePattern } from "@/lib/domain/policy/sets";
import { SpecialisableDocument } from "./specialise";

/** No request carries it: what rests on it is open. Conditions in words name it as it stands here. */
export const PART_KEY = "the resource";

/** `pattern`: of ARNs, or "*". */
export function cutTo(policy: CompiledPolicy, pattern: string, kind: PolicyKind): CompiledPolicy {
  const { version, statements: written } = policy.document;
  if (written.every(({ resource }) => namesEverything(resource))) return policy;
  const region = resourcePattern(pattern, "2008-10-17");
  const statements: Statement[] = [];
  for (const statement of written) {
    const { resource } = statement;
    const covers = (resource?.patterns ?? ["*"]).map((text) => overlap(resourcePattern(text, version), region));
    const best = covers.includes("all") ? "all" : covers.includes("part") ? "part" : "none";
    const found = !resource?.negated ? best : best === "all" ? "none" : best === "none" ? "all" : "part";
    if (found === "none") continue;
    const conditions = found === "part" ? [...statement.conditions, partOf(resource)] : statement.conditions;
    statements.push({ ...statement, resource: { negated: false, patterns: ["*"] }, conditions });
  }
  return compilePolicy({ ...policy.document, statements }, policy.name, kind);
}

function namesEverything(resource: Statement["resource"]): boolean {
  return resource === null || (!resource.negated && resource.patterns.includes("*"));
}

function partOf(resource: Statement["resource"]): ConditionClause {
  const operator = resource?.negated ? "StringNotLike" : "StringLike";
  return { operator, key: PART_KEY, values: resource?.patterns ?? [] };
}

export function cutLevels(levels: readonly Layer[], pattern: string, kind: PolicyKind): readonly Layer[] {
  return levels.map((level) => (level === "unknown" ? level : level.map((policy) => cutTo(policy, pattern, kind))));
}

/** Cuts the layers of one caller after the other; what reads the same for several is cut once. */
export class LayerCutter {
  readonly #pattern: string;
  readonly #documents = new Map<CompiledPolicy, SpecialisableDocument>();
  readonly #cut = new Map<CompiledPolicy, Map<string, CompiledPolicy>>();

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** `facts` fill variables of resources before these are held against the pattern. */
  cut(layers: PolicyLayers, facts: Facts): PolicyLayers {
    const layer = (each: Layer, kind: PolicyKind): Layer =>
      each === "unknown" ? each : each.map((policy) => this.#policy(policy, facts, kind));
    const levels = (each: PolicyLayers["serviceControl"], kind: PolicyKind) =>
      each === "unknown" ? each : each.map((level) => layer(level, kind));
    const { identity, permissionsBoundary, session, serviceControl, resourceControl, resource } = layers;
    return {
      identity: layer(identity, "identity"),
      permissionsBoundary: permissionsBoundary && layer(permissionsBoundary, "identity"),
      session: session && layer(session, "identity"),
      serviceControl: levels(serviceControl, "scp"),
      resourceControl: levels(resourceControl, "rcp"),
      resource: resource === null || resource === "unknown" ? resource : this.#policy(resource, facts, "resource"),
    };
  }

  #policy(policy: CompiledPolicy, facts: Facts, kind: PolicyKind): CompiledPolicy {
    let document = this.#documents.get(policy);
    if (!document) {
      document = new SpecialisableDocument("", policy.document);
      this.#documents.set(policy, document);
    }
    const form = document.for(() => facts);
    let forms = this.#cut.get(policy);
    if (!forms) {
      forms = new Map();
      this.#cut.set(policy, forms);
    }
    let cut = forms.get(form.id);
    if (!cut) {
      const read = form.document === policy.document ? policy : compilePolicy(form.document, policy.name, kind);
      cut = cutTo(read, this.#pattern, kind);
      forms.set(form.id, cut);
    }
    return cut;
  }
}
