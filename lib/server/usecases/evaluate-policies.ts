/** The policies of an access question, found in the line's text and compiled once for all lines that hold them. */
import { type EvaluateErrorCode, POLICY_LAYERS, QuestionError } from "@/lib/contracts/evaluate";
import {
  type CompiledPolicy,
  compilePolicy,
  type Layer,
  type PolicyKind,
  type PolicyLayers,
} from "@/lib/domain/policy";
import type { CompiledCache } from "@/lib/domain/policy/compiled-cache";
import { readJson } from "@/lib/domain/policy/json/read";
import { fieldsOf, type ListSpan, listAt, type Span, type SpanError } from "@/lib/domain/policy/json/spans";

type Found = CompiledPolicy | "unknown" | null;
type LayerSpan = ListSpan & { readonly key: string };

/** Where each layer's documents stand in a line. */
export interface PolicySpans {
  readonly layers: readonly LayerSpan[];
  readonly end: number;
  readonly error: SpanError | null;
}

const NOTHING = compilePolicy({ version: "2012-10-17", id: null, statements: [] });

/** Levels and documents are lists in lists. */
const DEPTH = 2;

/** The layers of the object that begins at `start`, cut into levels and documents; those are not read. */
export function findPolicies(line: string, start: number): PolicySpans {
  const { fields, end, error } = fieldsOf(line, start, (text, at) => listAt(text, at, DEPTH));
  return { layers: fields, end, error };
}

/** Throws QuestionError. `kind` of the resource policy: a trust policy, or any other. */
export function readPolicies(
  line: string,
  { layers }: PolicySpans,
  kind: "trust" | "resource",
  cache: CompiledCache,
): PolicyLayers {
  return new PoliciesReader(line, cache).read(layers, kind);
}

class PoliciesReader {
  constructor(
    readonly line: string,
    readonly cache: CompiledCache,
  ) {}

  read(fields: readonly LayerSpan[], resourceKind: PolicyKind): PolicyLayers {
    const layers = new Map<string, ListSpan>();
    for (const field of fields) {
      if (!(POLICY_LAYERS as readonly string[]).includes(field.key)) {
        const names = POLICY_LAYERS.join(", ");
        throw new QuestionError("unknown-field", `policies.${field.key} is no layer; layers are ${names}`);
      }
      if (layers.has(field.key)) throw new QuestionError("duplicate-key", `policies has ${field.key} twice`);
      layers.set(field.key, field);
    }
    const layer = (name: string, kind: PolicyKind) => this.#list(layers.get(name), `policies.${name}`, kind);
    const resource = layers.get("resource");
    return {
      identity: layer("identity", "identity") ?? [],
      permissionsBoundary: layer("permissionsBoundary", "identity"),
      session: layer("session", "identity"),
      serviceControl: this.#levels(layers.get("serviceControl"), "policies.serviceControl", "scp"),
      resourceControl: this.#levels(layers.get("resourceControl"), "policies.resourceControl", "rcp"),
      resource: resource === undefined ? null : this.#document(resource, "policies.resource", resourceKind),
    };
  }

  /** A list of documents, or one document. */
  #list(span: ListSpan | undefined, place: string, kind: PolicyKind): Layer | null {
    if (span === undefined) return null;
    if (span.items === null) {
      const found = this.#document(span, place, kind);
      return found === null || found === "unknown" ? found : [found];
    }
    const policies: CompiledPolicy[] = [];
    for (const [i, item] of span.items.entries()) {
      const found = this.#document(item, `${place}[${i}]`, kind);
      // One document that was not read makes the layer's content unknown.
      if (found === "unknown") return "unknown";
      if (found === null) throw new QuestionError("wrong-type", `${place}[${i}] must be a policy, not null`);
      policies.push(found);
    }
    return policies;
  }

  #levels(span: ListSpan | undefined, place: string, kind: PolicyKind): readonly Layer[] | "unknown" {
    if (span === undefined || this.#isNull(span)) return [];
    if (span.items === null) {
      if (this.#document(span, place, kind) === "unknown") return "unknown";
      throw new QuestionError("wrong-type", `${place} must be a list of levels, each a list of policies`);
    }
    const levels = span.items.map((level, i) => {
      const found = this.line[level.start] === "{" ? null : this.#list(level, `${place}[${i}]`, kind);
      if (found !== null) return found;
      throw new QuestionError("wrong-type", `${place}[${i}] must be a list of policies (one list a level)`);
    });
    if (levels.every((level) => level.length === 0)) return [];
    // Beside levels that have policies, one that has none allows nothing.
    return levels.map((level) => (level.length === 0 ? [NOTHING] : level));
  }

  /** A document as an object, or as a string that holds its text. */
  #document(span: Span, place: string, kind: PolicyKind): Found {
    if (this.#isNull(span)) return null;
    let text = this.line.slice(span.start, span.end);
    if (text.startsWith('"')) {
      const inner = readJson(text);
      if (!inner.ok) throw new QuestionError(inner.error.code, `${place}: ${inner.error.message}`);
      if (inner.node.type === "string") text = inner.node.value;
      if (text === "unknown") return "unknown";
    }
    const compiled = this.cache.get(text, kind);
    if (compiled.ok) return compiled.policy;
    const first = compiled.errors[0]!;
    const code: EvaluateErrorCode =
      first.code === "invalid-json" || first.code === "too-deep" ? first.code : "invalid-policy";
    const more = compiled.errors.length > 1 ? ` (and ${compiled.errors.length - 1} more)` : "";
    const at = first.line === null ? "" : ` (line ${first.line}, column ${first.column} of the policy)`;
    throw new QuestionError(code, `${place}: ${first.message}${at}${more}`);
  }

  #isNull(span: Span): boolean {
    return span.end - span.start === 4 && this.line.startsWith("null", span.start);
  }
}
