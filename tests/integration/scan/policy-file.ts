/** What a policy file of public/iam allows, beside what a scan asked for. */
import { readFileSync } from "node:fs";
import type { Sandbox } from "@/lib/server/sandbox";

/** Actions of a file, sorted, each once. */
export function actionsOf(file: string): string[] {
  const text = readFileSync(new URL(`../../../public/iam/${file}.json`, import.meta.url), "utf8");
  const { Statement } = JSON.parse(text) as { Statement: { Action: string | string[] }[] };
  return [...new Set(Statement.flatMap(({ Action }) => Action))].sort();
}

/** Actions that were used and not denied, sorted; of one service, or of all but those that need no policy file. */
export function usedActions(sandbox: Sandbox, service?: string): string[] {
  const open = ["sts:GetCallerIdentity", "sts:AssumeRole"];
  const used = sandbox.calls.records
    .filter((call) => !/AccessDenied/.test(call.error) && (service === undefined || call.service === service))
    .map((call) => `${call.service}:${call.operation}`);
  return [...new Set(used)].filter((action) => !open.includes(action)).sort();
}
