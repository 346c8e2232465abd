/** Answers access questions: JSON Lines in, JSON Lines out, in constant memory. */
import { type EvaluateAnswer, type EvaluateError, QuestionError, readRequest } from "@/lib/contracts/evaluate";
import { decide, noLayers } from "@/lib/domain/policy";
import { CompiledCache } from "@/lib/domain/policy/compiled-cache";
import { readJson } from "@/lib/domain/policy/json/read";
import { skipSpace } from "@/lib/domain/policy/json/scan";
import { fieldsOf, type Span, spanAt } from "@/lib/domain/policy/json/spans";
import { findPolicies, type PolicySpans, readPolicies } from "./evaluate-policies";
import { splitLines, TOO_LONG } from "./split-lines";

/** A question holds a handful of policies of a few megabytes at the most. */
const MAX_LINE = 64 * 1024 * 1024;

/**
 * One answer (with its line break) for each line that is not blank, in order. A line that is no valid question gets an
 * error, and the run goes on. At most one line and the most recent policies are held in memory.
 */
export async function* evaluateLines(
  input: AsyncIterable<string | Uint8Array>,
  { maxLine = MAX_LINE, cache = new CompiledCache() } = {},
): AsyncGenerator<string, void, undefined> {
  for await (const line of splitLines(input, maxLine)) {
    if (line === TOO_LONG) {
      yield print("null", {
        error: { code: "line-too-long", message: `the line is longer than ${maxLine} characters` },
      });
    } else if (skipSpace(line, 0) < line.length) {
      yield evaluateLine(line, cache);
    }
  }
}

/** The answer to one line, with its line break. Never throws. */
export function evaluateLine(line: string, cache: CompiledCache): string {
  // As given, once it is known: an error in what follows can then still name its question.
  let id = "null";
  try {
    const fields = readFields(line, (raw) => {
      id = raw;
    });
    return print(id, answer(line, fields, cache));
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    return print(id, { error: { code: error.code, message: error.message } });
  }
}

function print(id: string, rest: EvaluateAnswer | { readonly error: EvaluateError }): string {
  return `{"id":${id},${JSON.stringify(rest).slice(1)}\n`;
}

interface Fields {
  readonly request: Span | null;
  readonly policies: PolicySpans | null;
}

/** Passes over the line once; the policies in it are found, not read. */
function readFields(line: string, onId: (raw: string) => void): Fields {
  const start = skipSpace(line, 0);
  if (line[start] !== "{") throw new QuestionError("invalid-json", "the line must hold one JSON object");
  let policies: PolicySpans | null = null;
  const { fields, end, error } = fieldsOf(line, start, (text, at, key) => {
    if (key !== "policies" || text[at] !== "{") return spanAt(text, at);
    policies = findPolicies(text, at);
    return policies.error ?? { start: at, end: policies.end };
  });
  const spans = new Map<string, Span>();
  let twice: string | null = null;
  for (const field of fields) {
    if (spans.has(field.key)) twice ??= field.key;
    spans.set(field.key, field);
    if (field.key === "request" || field.key === "policies") continue;
    const raw = line.slice(field.start, field.end);
    const read = readJson(raw);
    if (!read.ok) throw new QuestionError(read.error.code, `${field.key}: ${read.error.message}`);
    if (field.key === "id") onId(raw);
  }
  if (error !== null) throw new QuestionError("invalid-json", `column ${error.at + 1}: ${error.message}`);
  if (skipSpace(line, end) < line.length)
    throw new QuestionError("invalid-json", `column ${end + 1}: text after the question`);
  if (twice !== null) throw new QuestionError("duplicate-key", `${JSON.stringify(twice)} stands twice in the question`);
  const other = spans.get("policies");
  if (policies === null && other !== undefined && line.slice(other.start, other.end) !== "null") {
    throw new QuestionError("wrong-type", "policies must be an object");
  }
  return { request: spans.get("request") ?? null, policies };
}

function answer(line: string, { request: span, policies }: Fields, cache: CompiledCache): EvaluateAnswer {
  if (span === null) throw new QuestionError("missing-field", "request is missing");
  const json = readJson(line.slice(span.start, span.end));
  if (!json.ok) throw new QuestionError(json.error.code, `request: ${json.error.message}`);
  const request = readRequest(json.node);
  const kind = /^sts:(assumerole|tagsession$|setsourceidentity$)/i.test(request.action) ? "trust" : "resource";
  const layers = policies === null ? noLayers : readPolicies(line, policies, kind, cache);
  const { outcome, because, notRead, uncertain } = decide(request, layers);
  return {
    decision: outcome,
    because: because.map(({ policyName: _, ...entry }) => entry),
    ...(notRead.length > 0 ? { notRead } : {}),
    ...(uncertain.length > 0 ? { uncertain } : {}),
  };
}
