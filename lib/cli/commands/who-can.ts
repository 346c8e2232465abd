/** podlens who-can */
import { type Command, type CommandContext, EXIT, stringOption } from "../command";
import { UsageError } from "../usage-error";
import { type ExportCommandRequest, writeExport } from "./export";

export const whoCanCommand: Command = {
  name: "who-can",
  summary: "Which workloads can do ACTION, on RESOURCE, through which path, under which conditions",
  details: [
    "ACTION and RESOURCE may be patterns. Without RESOURCE: on whatever the grants name.",
    "Example: podlens who-can s3:PutObject 'arn:aws:s3:::orders/*' --json",
  ],
  options: {
    json: { type: "boolean", help: "the whole answer as JSON" },
    snapshot: { type: "string", value: "ID", help: "a snapshot's id, or latest (the default)" },
    at: { type: "string", value: "TIME", help: "who could at a day or time: from the snapshot in force then" },
    filter: { type: "string", value: "QUERY", help: "query string of the page: verdict=allowed&namespace=payments" },
  },
  positionals: { name: "ACTION [RESOURCE]", most: 2 },
  async run(context) {
    const { options, positionals, output } = context;
    const [action, resource] = positionals;
    if (action === undefined)
      throw new UsageError('which action? For example: podlens who-can s3:GetObject "arn:aws:s3:::bucket/*"');
    const params = new URLSearchParams(stringOption(options, "filter") ?? "");
    params.set("action", action);
    if (resource !== undefined) params.set("resource", resource);
    const request: ExportCommandRequest = {
      view: "who-can",
      format: "json",
      filter: params.toString(),
      snapshot: await chosenSnapshot(context),
      from: undefined,
      to: undefined,
      expand: false,
    };
    const { planExport } = await import("@/lib/server/usecases/export-plan");
    planExport(request);
    if (options.json === true) {
      await writeExport(context, request, (bytes) => output.result(bytes));
      return EXIT.done;
    }
    const chunks: Uint8Array[] = [];
    await writeExport(context, request, async (bytes) => void chunks.push(bytes));
    const { whoCanText } = await import("./who-can-text");
    for (const line of whoCanText(JSON.parse(Buffer.concat(chunks).toString("utf8")))) await output.result(`${line}\n`);
    return EXIT.done;
  },
};

/** With `--at`, says on stderr which snapshot answers and what is recorded between it and then. */
async function chosenSnapshot(context: CommandContext): Promise<string> {
  const snapshot = stringOption(context.options, "snapshot");
  const at = stringOption(context.options, "at");
  if (at === undefined) return snapshot ?? "latest";
  if (snapshot !== undefined) throw new UsageError("who-can: --at and --snapshot exclude each other");
  const { asOfNow, asOfText } = await import("./as-of");
  const answer = await asOfNow(context, at);
  for (const line of asOfText(answer)) context.output.message(line);
  if (answer.snapshot === null) throw new NotKnownThen(answer.sentence);
  return answer.snapshot.id;
}

class NotKnownThen extends Error {
  readonly code = "cli/not-known-then";
  override readonly name = "NotKnownThen";
}
