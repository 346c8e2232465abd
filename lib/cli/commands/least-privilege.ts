/** podlens least-privilege */
import type { LeastPrivilegeAnswer, NarrowedRole } from "@/lib/contracts/api";
import { outputFormats } from "@/lib/domain/least-privilege/outputs";
import type { LeastPrivilegeNamed } from "@/lib/server/usecases/least-privilege-named";
import { type Command, type CommandContext, EXIT, stringOption } from "../command";
import { stderrLog } from "../log";
import { UsageError } from "../usage-error";

export const leastPrivilegeCommand: Command = {
  name: "least-privilege",
  summary: "Policies cut down to what workloads used, beside the present ones, and on what that rests",
  details: [
    "NAME is NAMESPACE/NAME of a workload, or a role's ARN. What was not watched, and what leaves no event, stays and says why;",
    "the result never allows more than the present policies. Text only: nothing is written to AWS. Exit code 3 says that a role",
    "could not be judged. Example: podlens least-privilege payments/api --from 2026-08-01 --format aws-cli",
  ],
  options: {
    from: { type: "string", value: "T", help: "a day or ISO 8601; default 90 days before --to" },
    to: { type: "string", value: "T", help: "a day or ISO 8601, exclusive; default now" },
    keep: { type: "string", value: "LIST", help: "actions to keep though unused: sqs:*,s3:DeleteObject" },
    drop: { type: "string", value: "LIST", help: "actions to take out though nothing is known of their use" },
    holes: { type: "string", value: "HOW", help: "accept: what was watched in part counts as watched; default keep" },
    cluster: { type: "string", value: "NAME", help: "where several clusters have a workload of this name" },
    snapshot: { type: "string", value: "ID", help: "a snapshot's id, or latest (the default)" },
    format: { type: "string", value: "FORMAT", help: `only the text to paste: ${outputFormats.join(", ")}` },
    json: { type: "boolean", help: "the whole answer as JSON, a list with one entry a NAME" },
  },
  positionals: { name: "NAME…", most: 200 },
  async run(context) {
    const { options, output, positionals } = context;
    if (positionals.length === 0)
      throw new UsageError("least-privilege: which workload? For example: podlens least-privilege payments/api");
    const format = stringOption(options, "format");
    if (format !== undefined && !outputFormats.some((each) => each === format))
      throw new UsageError(
        `least-privilege: --format is one of ${outputFormats.join(", ")}, not ${JSON.stringify(format)}`,
      );
    const given = (name: string) => {
      const value = stringOption(options, name);
      return value === undefined ? {} : { [name]: value };
    };
    const request: LeastPrivilegeNamed = {
      names: [...positionals],
      ...Object.assign({}, ...["from", "to", "keep", "drop", "holes", "cluster", "snapshot"].map(given)),
    };
    const answers = await ask(context, request);
    const roles = answers.flatMap((answer) => answer.roles);
    if (options.json === true) await output.result(`${JSON.stringify(answers)}\n`);
    else if (format !== undefined) {
      const texts = roles.flatMap(({ texts }) => texts.filter((each) => each.format === format));
      for (const { text } of texts) await output.result(`${text}\n`);
      if (texts.length === 0) output.message("Nothing would be taken away: there is no text to paste.");
    } else for (const line of answers.flatMap((answer) => [...lines(answer)])) await output.result(`${line}\n`);
    return roles.some(({ state }) => state === "not-possible") ? EXIT.gaps : EXIT.done;
  },
};

/** Through the process that owns the store, else by itself. */
async function ask(context: CommandContext, request: LeastPrivilegeNamed): Promise<readonly LeastPrivilegeAnswer[]> {
  const { leastPrivilegeNamed, leastPrivilegeOf } = await import("@/lib/server/usecases/least-privilege-named");
  const parsed = leastPrivilegeNamed.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`least-privilege: ${String(issue?.path[0] ?? "")}: ${issue?.message ?? "not understood"}`);
  }
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  const { signal } = context;
  if (owner) return (await owner.ask("least-privilege", parsed.data, { signal })) as LeastPrivilegeAnswer[];
  const { createContainer } = await import("@/lib/server/boot/container");
  const container = await createContainer({ ...settings, log: await stderrLog(context) });
  try {
    return await leastPrivilegeOf(container, parsed.data, signal);
  } finally {
    await container.close();
  }
}

function* lines({ title, from, to, days, roles }: LeastPrivilegeAnswer): Generator<string> {
  yield `${title}, ${from.slice(0, 10)} to ${to.slice(0, 10)} (${days} days)`;
  if (roles.length === 0) yield "  Nothing gives new pods of it credentials of a role.";
  for (const role of roles) yield* roleLines(role);
  yield "";
}

function* roleLines(role: NarrowedRole): Generator<string> {
  yield `  ${role.role.arn}`;
  yield `  ${role.sentence}`;
  for (const warning of role.warnings) yield `  ! ${warning}`;
  for (const { class: kind, state, because } of role.coverage) yield `  ${kind}: ${state}. ${because}`;
  for (const { service, count, whole } of role.removed)
    yield `  - ${service}: ${count} ${count === 1 ? "action" : "actions"}${whole ? ", all of it" : ""}`;
  for (const { name, outcome } of role.present) yield `  ${outcome}: ${name}`;
  for (const { name, json, size } of role.proposed) {
    yield `  + ${name} (${size} characters)`;
    yield json;
  }
}
