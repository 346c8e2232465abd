/** Help, made from the descriptions of the commands. */
import type { Command } from "./command";

const FOOTER = [
  "Environment: PODLENS_CONFIG (configuration file, default podlens.yaml), PODLENS_DATA_DIR (data folder, default .podlens),",
  "PODLENS_TOKEN (sign-in token), PODLENS_DEBUG=1 (stack traces), and the AWS SDK's own variables.",
  "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 done with gaps, 4 check found something.",
];

export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "Usage: podlens COMMAND [OPTIONS]",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "`podlens help COMMAND` says more about a command; --version prints the version.",
    ...FOOTER,
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  const options = Object.entries(command.options);
  const spelled = options.map(
    ([name, spec]) => `--${name}${spec.type === "string" ? ` ${spec.value ?? "VALUE"}` : ""}`,
  );
  const usage = options.map(([, spec], index) => (spec.required ? spelled[index] : `[${spelled[index]}]`));
  const width = Math.max(0, ...spelled.map((text) => text.length));
  return [
    `Usage: ${["podlens", command.name, ...usage].join(" ")}${command.positionals ? ` ${command.positionals.name}` : ""}`,
    "",
    command.summary,
    ...(options.length > 0
      ? ["", ...options.map(([, spec], index) => `  ${spelled[index]?.padEnd(width)}  ${spec.help}`)]
      : []),
    ...(command.details ? ["", ...command.details] : []),
    "",
  ].join("\n");
}
