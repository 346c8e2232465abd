/** Writes sections as one JSON object, a row a line: it can be read by a stream and compared by lines. */
import type { ExportSection } from "@/lib/server/usecases/ports";

export function* jsonText(sections: Iterable<ExportSection>): Generator<string> {
  let separator = "{\n";
  for (const section of sections) {
    yield `${separator}${JSON.stringify(section.name)}: `;
    separator = ",\n";
    if ("value" in section) {
      yield JSON.stringify(section.value ?? null);
      continue;
    }
    let before = "[\n";
    for (const row of section.rows) {
      yield before + JSON.stringify(row);
      before = ",\n";
    }
    yield before === "[\n" ? "[]" : "\n]";
  }
  yield separator === "{\n" ? "{}\n" : "\n}\n";
}
