/** podlens verify */
import { type Contradiction, MAX_VERIFY_SAMPLE, type VerifyAnswer, type VerifyComparison } from "@/lib/contracts/api";
import { type Command, type CommandContext, EXIT, stringOption } from "../command";
import { stderrLog } from "../log";
import { UsageError } from "../usage-error";

export const verifyCommand: Command = {
  name: "verify",
  summary: "Compares own decisions with IAM's policy simulator and with recorded outcomes",
  details: [
    "A sample of what roles of pods are granted, and near misses, is put to iam:SimulatePrincipalPolicy (public/iam/simulate.json),",
    "and every recorded success and denial is compared with what the engine would have said. Contradictions are printed with both",
    "sides, and what could not be compared is counted. Exit code 3 says that one of the two could not be asked in full.",
  ],
  options: {
    sample: {
      type: "string",
      value: "N",
      help: `how many decisions to simulate; default 100, at most ${MAX_VERIFY_SAMPLE}`,
    },
    snapshot: { type: "string", value: "ID", help: "a snapshot's id, or latest (the default)" },
    json: { type: "boolean", help: "the whole answer as JSON" },
  },
  async run(context) {
    const request = { snapshot: stringOption(context.options, "snapshot") ?? "latest", sample: sampleOf(context) };
    const answer = await verifyNow(context, request);
    const { output } = context;
    if (context.options.json === true) await output.result(`${JSON.stringify(answer)}\n`);
    else await output.result(`${[...lines(answer)].join("\n")}\n`);
    const { state } = answer.simulator;
    return state === "denied" || state === "unavailable" || state === "partly" ? EXIT.gaps : EXIT.done;
  },
};

function sampleOf({ options }: CommandContext): number {
  const text = stringOption(options, "sample") ?? "100";
  const sample = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (sample < 1 || sample > MAX_VERIFY_SAMPLE)
    throw new UsageError(`verify: --sample is a number from 1 to ${MAX_VERIFY_SAMPLE}, not ${JSON.stringify(text)}`);
  return sample;
}

/** Through the process that owns the store, else by itself. */
async function verifyNow(
  context: CommandContext,
  request: { readonly snapshot: string; readonly sample: number },
): Promise<VerifyAnswer> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  const { signal } = context;
  if (owner) return (await owner.ask("verify", request, { signal })) as VerifyAnswer;
  const { createContainer } = await import("@/lib/server/boot/container");
  const container = await createContainer({ ...settings, log: await stderrLog(context) });
  try {
    return await container.verify.run(request, signal);
  } finally {
    await container.close();
  }
}

function* lines({ snapshot, simulator, recorded, contradictions }: VerifyAnswer): Generator<string> {
  yield `Snapshot ${snapshot}: ${contradictions === 0 ? "no contradictions" : `${contradictions} contradictions`}.`;
  yield* comparison("IAM's policy simulator", simulator);
  yield* comparison("Recorded outcomes", recorded);
}

function* comparison(
  name: string,
  { message, compared, agreed, leftOut, ...rest }: VerifyComparison,
): Generator<string> {
  yield "";
  yield `${name}: ${compared} compared, ${agreed} agree.${message === "" ? "" : ` ${message}`}`;
  if (rest.missingPermission !== null) yield `  Missing permission: ${rest.missingPermission}`;
  for (const each of rest.contradictions) yield* contradiction(each);
  if (leftOut.length > 0) yield "  Not compared:";
  for (const { count, text } of leftOut) yield `    ${count} ${text}`;
}

function* contradiction({ roleArn, action, resource, context, ours, theirs, note }: Contradiction): Generator<string> {
  yield `  ${roleArn} ${action} ${resource ?? "(no resource recorded)"}`;
  for (const { key, values } of context) yield `      with ${key} = ${values.join(", ")}`;
  yield `    Podlens: ${ours.decision}${ours.because.map(({ text }) => `; ${text}`).join("")}`;
  const event = theirs.eventId === null ? "" : ` (event ${theirs.eventId}, ${theirs.at})`;
  yield `    AWS: ${theirs.decision}${theirs.details.map((text) => `; ${text}`).join("")}${event}`;
  if (note !== "") yield `    ${note}`;
}
