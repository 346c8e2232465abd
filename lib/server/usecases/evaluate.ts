/** Answers access questions: JSON Lines in, JSON Lines out, in constant memory. */
import { type EvaluateAnswer, type EvaluateError, QuestionError, readRequest } from "@/lib/contracts/evaluate";
import { decide, noLayers } from "@/lib/domain/policy";
import { CompiledCache } from "@/lib/domain/policy/compiled-cache";
import { readJson } from "@/lib/domain/policy/json/read";
import { skipSpace } from "@/lib/domain/policy/json/scan";
import { type Field, fieldsOf } from "@/lib/domain/policy/json/spans";
import { readPolicies } from "./evaluate-policies";
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

function readFields(line: string, onId: (raw: string) => void): ReadonlyMap<string, Field> {
  const start = skipSpace(line, 0);
  if (line[start] !== "{") throw new QuestionError("invalid-json", "the line must hold one JSON object");
  const { fields, end, error } = fieldsOf(line, start);
  const byKey = new Map<string, Field>();
  let twice: string | null = null;
  for (const field of fields) {
    if (byKey.has(field.key)) twice ??= field.key;
    byKey.set(field.key, field);
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
  return byKey;
}

function answer(line: string, fields: ReadonlyMap<string, Field>, cache: CompiledCache): EvaluateAnswer {
  const requestField = fields.get("request");
  if (requestField === undefined) throw new QuestionError("missing-field", "request is missing");
  const json = readJson(line.slice(requestField.start, requestField.end));
  if (!json.ok) throw new QuestionError(json.error.code, `request: ${json.error.message}`);
  const request = readRequest(json.node);
  const kind = /^sts:(assumerole|tagsession$|setsourceidentity$)/i.test(request.action) ? "trust" : "resource";
  const policiesField = fields.get("policies");
  const layers = policiesField === undefined ? noLayers : readPolicies(line, policiesField, kind, cache);
  const { outcome, because, notRead, uncertain } = decide(request, layers);
  return {
    decision: outcome,
    because: because.map(({ policyName: _, ...entry }) => entry),
    ...(notRead.length > 0 ? { notRead } : {}),
    ...(uncertain.length > 0 ? { uncertain } : {}),
  };
}
