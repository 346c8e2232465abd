/** `--at`: which snapshot was in force at a time. */
import type { AsOfAnswer } from "@/lib/contracts/api";
import type { CommandContext } from "../command";
import { stderrLog } from "../log";
import { plain } from "../output";
import { UsageError } from "../usage-error";

/** Through the process that owns the store, else by itself. */
export async function asOfNow(context: CommandContext, text: string): Promise<AsOfAnswer> {
  const { timeOf } = await import("@/lib/server/usecases/changes/snapshot-ref");
  const at = timeOf(text);
  if (at === null)
    throw new UsageError(`--at ${JSON.stringify(text)}: give a day or a time such as 2026-03-03T12:00:00Z`);
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  if (owner) return (await owner.ask("as-of", { at }, { signal: context.signal })) as AsOfAnswer;
  const { createContainer } = await import("@/lib/server/boot/container");
  const { asOf } = await import("@/lib/server/usecases/changes/as-of");
  const container = await createContainer({ ...settings, log: await stderrLog(context) });
  try {
    return await asOf(container, at);
  } finally {
    await container.close();
  }
}

export function* asOfText({ snapshot, sentence, watched, changes, changeCount }: AsOfAnswer): Generator<string> {
  if (snapshot !== null) yield plain(sentence);
  if (watched !== null) yield plain(watched);
  for (const event of changes.slice(0, 10))
    yield plain(
      `  ${event.time} ${event.call ?? event.kind} ${event.subject ?? ""} by ${event.actor ?? "somebody who is not recorded"}`,
    );
  if (changeCount > 10) yield `  and ${changeCount - 10} more`;
}
