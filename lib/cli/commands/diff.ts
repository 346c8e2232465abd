/** podlens diff */
import type { ChangeRow, ChangesExport } from "@/lib/contracts/api";
import { type Command, type CommandContext, EXIT, stringOption } from "../command";
import { stderrLog } from "../log";
import { plain } from "../output";
import { UsageError } from "../usage-error";

export const diffCommand: Command = {
  name: "diff",
  summary: "What changed between two snapshots, what raises the risk first, and who made it so",
  details: [
    "A and B are snapshot ids, latest, previous (the one before B), or a day or time: the snapshot in force then.",
    "Who made a change is told where CloudTrail's records of it were read.",
    "Example: podlens diff 2026-03-03 latest --json",
  ],
  options: {
    json: { type: "boolean", help: "everything, as JSON (podlens.changes/v1)" },
    filter: { type: "string", value: "QUERY", help: "query string of the page: kind=trust,policies&risk=increasing" },
  },
  positionals: { name: "A B", most: 2 },
  async run(context) {
    const { options, positionals, output } = context;
    const [before, snapshot, ...more] = positionals;
    if (before === undefined || snapshot === undefined || more.length > 0)
      throw new UsageError("diff: which two snapshots? For example: podlens diff previous latest");
    const request = { before, snapshot, filter: stringOption(options, "filter") ?? "" };
    const { readDiff } = await import("@/lib/server/usecases/changes/diff");
    readDiff(request);
    const bytes = await diffNow(context, request);
    if (options.json === true) await output.result(`${Buffer.from(bytes).toString("utf8")}\n`);
    else
      for (const line of diffText(JSON.parse(Buffer.from(bytes).toString("utf8")) as ChangesExport))
        await output.result(`${line}\n`);
    return EXIT.done;
  },
};

/** Through the process that owns the store, else by itself. */
async function diffNow(
  context: CommandContext,
  request: { readonly before: string; readonly snapshot: string; readonly filter: string },
): Promise<Uint8Array> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  const { signal } = context;
  const chunks: Uint8Array[] = [];
  if (owner) {
    await owner.ask("diff", request, { signal, onBytes: async (bytes) => void chunks.push(bytes) });
    return Buffer.concat(chunks);
  }
  const { createContainer } = await import("@/lib/server/boot/container");
  const { diffSnapshots } = await import("@/lib/server/usecases/changes/diff");
  const container = await createContainer({ ...settings, log: await stderrLog(context) });
  try {
    return await diffSnapshots(container.changes, request, signal);
  } finally {
    await container.close();
  }
}

const SIGNS: Readonly<Record<ChangeRow["change"], string>> = {
  gained: "+",
  lost: "-",
  changed: "~",
  "became-known": "?",
  "became-unknown": "?",
};

const HEADS: Readonly<Record<ChangeRow["risk"], string>> = {
  increasing: "Raises the risk",
  unknown: "Risk not known",
  decreasing: "Lowers the risk",
  neutral: "No matter for the risk",
};

export function* diffText({ before, after, sentence, limits, changes }: ChangesExport): Generator<string> {
  yield `${before.finishedAt} (${before.id}) → ${after.finishedAt} (${after.id})`;
  yield plain(sentence);
  for (const limit of limits) yield plain(limit);
  let risk: ChangeRow["risk"] | null = null;
  for (const row of changes) {
    if (row.risk !== risk) {
      risk = row.risk;
      yield "";
      yield `${HEADS[risk]}:`;
    }
    const text = row.text === "" ? "" : ` (${row.text})`;
    yield plain(`  ${SIGNS[row.change]} ${row.kind.padEnd(11)} ${row.title} ${row.context}${text}`.trimEnd());
    if (row.risk !== "neutral") yield plain(`      ${row.reasons.join(" ")}`);
    for (const event of row.madeBy.events.slice(0, 3))
      yield plain(
        `      ${event.time} ${event.call ?? event.kind} by ${event.actor ?? "somebody who is not recorded"}${event.sessionName === null ? "" : ` as ${event.sessionName}`}, event ${event.eventId}`,
      );
  }
}
