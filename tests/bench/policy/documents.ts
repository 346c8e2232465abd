/** The documents to measure on: AWS's managed policies where a file of them is given, else made-up ones of their shape. */
import { readFile } from "node:fs/promises";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { Report } from "../report";
import { sequence } from "./sequence";

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** A JSON list of `{ name, document }`, by argument or PODLENS_BENCH_POLICIES. */
export async function readDocuments(
  report: Report,
  args: readonly string[],
  table: ActionTable,
): Promise<readonly NamedText[]> {
  const file = args[0] ?? process.env.PODLENS_BENCH_POLICIES;
  if (file === undefined) {
    const documents = madeUp(table, 1641);
    report.note(
      `No file of policies was given (argument or PODLENS_BENCH_POLICIES): ${documents.length} made-up documents.`,
    );
    return documents;
  }
  const list = JSON.parse(await readFile(file, "utf8")) as readonly {
    readonly name: string;
    readonly document: unknown;
  }[];
  report.note(`${list.length} documents from ${file}.`);
  return list.map(({ name, document }) => ({ name, text: JSON.stringify(document) }));
}

/** About as many statements and patterns as AWS's have: mostly small, every hundredth as large as ReadOnlyAccess. */
export function madeUp(table: ActionTable, count: number): readonly NamedText[] {
  const random = sequence(11);
  const pick = (limit: number) => Math.floor(random() * limit);
  const pattern = () => {
    const service = table.services[pick(table.services.length)]!;
    const range = table.serviceRange(service)!;
    const name =
      range.end > range.start ? table.actionName(range.start + pick(range.end - range.start)) : `${service}:Get`;
    const verb = name.slice(0, name.indexOf(":") + 1 + 3 + pick(5));
    return random() < 0.5 ? name : random() < 0.8 ? `${verb}*` : `${service}:*`;
  };
  return Array.from({ length: count }, (_, i) => {
    const large = i % 100 === 0;
    const statements = Array.from({ length: large ? 2 : 1 + pick(9) }, (_, j) => {
      const service = table.services[pick(table.services.length)]!;
      const arn = `arn:aws:${service}:*:*:thing/${service}-${pick(50)}-*`;
      return {
        Sid: `S${j}`,
        Effect: random() < 0.97 ? "Allow" : "Deny",
        Action: Array.from({ length: large ? 900 : 1 + pick(16) }, pattern),
        Resource: large || random() < 0.5 ? "*" : [arn],
        ...(random() < 0.2 ? { Condition: { StringEquals: { "aws:ResourceTag/app": `a${pick(9)}` } } } : {}),
      };
    });
    return {
      name: large && i === 0 ? "ReadOnlyAccess" : `MadeUp${i}`,
      text: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
    };
  });
}
