/** podlens check */
import type { CheckAnswer } from "@/lib/contracts/export-findings";
import { type Severity, severities } from "@/lib/domain/findings/finding";
import { type Command, type CommandContext, EXIT, stringOption } from "../command";
import { stderrLog } from "../log";
import { UsageError } from "../usage-error";

export const checkCommand: Command = {
  name: "check",
  summary: "Exit code 4 where a finding at or above a severity is open: for a pipeline",
  details: [
    "Prints one line for each open finding, the worst first; accepted ones are counted. Works on a scan that was made before:",
    "run `podlens scan` first. Exit code 3 says that nothing bad enough was found, but not everything could be read or judged.",
    "Example: podlens check --fail-on critical",
  ],
  options: {
    "fail-on": { type: "string", value: "SEVERITY", help: `${severities.join(", ")}; default high` },
    snapshot: { type: "string", value: "ID", help: "a snapshot's id, or latest (the default)" },
    json: { type: "boolean", help: "the whole answer as JSON" },
  },
  async run(context) {
    const request = { snapshot: stringOption(context.options, "snapshot") ?? "latest", failOn: failOnOf(context) };
    const answer = await checkNow(context, request);
    const { output } = context;
    if (context.options.json === true) await output.result(`${JSON.stringify(answer)}\n`);
    else for (const line of lines(answer)) await output.result(`${line}\n`);
    for (const line of remarks(answer)) output.message(line);
    if (answer.failing > 0) return EXIT.found;
    return answer.gaps > 0 || answer.failed.length > 0 || answer.problems.length > 0 ? EXIT.gaps : EXIT.done;
  },
};

function failOnOf({ options }: CommandContext): Severity {
  const text = stringOption(options, "fail-on") ?? "high";
  const severity = severities.find((each) => each === text);
  if (severity === undefined)
    throw new UsageError(`check: --fail-on is one of ${severities.join(", ")}, not ${JSON.stringify(text)}`);
  return severity;
}

/** Through the process that owns the store, else by itself. */
async function checkNow(
  context: CommandContext,
  request: { readonly snapshot: string; readonly failOn: Severity },
): Promise<CheckAnswer> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  const { signal } = context;
  if (owner) return (await owner.ask("check", request, { signal })) as CheckAnswer;
  const { createContainer } = await import("@/lib/server/boot/container");
  const { checkFindings } = await import("@/lib/server/usecases/findings/check");
  const container = await createContainer({ ...settings, log: await stderrLog(context) });
  try {
    return await checkFindings(
      { snapshots: container.openedStore.snapshots, analysis: container.analysis },
      request,
      signal,
    );
  } finally {
    await container.close();
  }
}

function* lines({ findings }: CheckAnswer): Generator<string> {
  for (const { severity, rule, title, subject, changed, certainty, id } of findings) {
    const doubt = certainty === "allowed" ? "" : `, ${certainty}`;
    const state = changed === null ? "" : `, ${changed}`;
    yield `${severity.toUpperCase().padEnd(8)} ${plain(title)} [${subject.kind} ${plain(subject.name)}] (${rule}${doubt}${state}) ${id}`;
  }
}

function* remarks(answer: CheckAnswer): Generator<string> {
  const { snapshot, open, accepted, failing, failOn, failed, gaps, stale, problems } = answer;
  const sum = (counts: CheckAnswer["open"]) => severities.reduce((total, each) => total + (counts[each] ?? 0), 0);
  const counted = severities.flatMap((each) => ((open[each] ?? 0) > 0 ? [`${open[each]} ${each}`] : []));
  yield `Snapshot ${snapshot.id}: ${sum(open)} open${counted.length > 0 ? ` (${counted.join(", ")})` : ""}, ${sum(accepted)} accepted.`;
  if (failing > 0) yield `${failing} ${failing === 1 ? "is" : "are"} ${failOn} or worse.`;
  for (const { id, place, state } of stale)
    yield `Acceptance ${place ?? id} ${state === "expired" ? "has expired" : "matches nothing any more"}.`;
  for (const { rule, message } of failed)
    yield `Rule ${rule} failed, so what it would have found is not known: ${plain(message)}`;
  for (const problem of problems) yield plain(problem);
  if (gaps > 0) yield `${gaps === 1 ? "One gap" : `${gaps} gaps`}: what could not be read was not judged.`;
}

/** On one line, and without what a terminal would obey: names come from whoever may create things. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
