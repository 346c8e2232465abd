/** The podlens command. */
import { Console } from "node:console";
import { type Command, EXIT } from "./command";
import { commands } from "./commands";
import { commandHelp, generalHelp } from "./help";
import { onInterrupt } from "./interrupt";
import { type Output, processOutput } from "./output";
import { parseArguments } from "./parse-arguments";
import { reportError } from "./report-error";
import { nearest, UsageError } from "./usage-error";

/** Runs one command line, without the interpreter and the script. Resolves to the exit code and never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  // Whatever a library prints is a message: stdout is for results alone.
  globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr });
  const output = processOutput(process.stdout, process.stderr);
  const interrupt = onInterrupt((line) => output.message(line));
  try {
    return await dispatch(argv, output, interrupt.signal);
  } catch (error) {
    return reportError(error, output, process.env.PODLENS_DEBUG === "1");
  } finally {
    interrupt.release();
  }
}

async function dispatch(argv: readonly string[], output: Output, signal: AbortSignal): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined) throw new UsageError(`no command; there are ${names().join(", ")} (podlens help)`);
  if (first === "--version" || first === "-V") {
    const { productVersion } = await import("@/lib/server/boot/product");
    await output.result(`${productVersion()}\n`);
    return EXIT.done;
  }
  if (first === "--help" || first === "-h" || first === "help") {
    const [about] = rest;
    await output.result(about === undefined ? generalHelp(commands) : commandHelp(find(about)));
    return EXIT.done;
  }
  const command = find(first);
  const { help, options, positionals } = parseArguments(command, rest);
  if (help) {
    await output.result(commandHelp(command));
    return EXIT.done;
  }
  return command.run({ output, options, positionals, signal, env: process.env, workingFolder: process.cwd() });
}

function find(name: string): Command {
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  const near = nearest(name, names());
  const hint = near ? `did you mean ${near}?` : `there are ${names().join(", ")}`;
  throw new UsageError(`unknown ${name.startsWith("-") ? "option" : "command"} ${JSON.stringify(name)}; ${hint}`);
}

function names(): string[] {
  return commands.map((command) => command.name);
}
