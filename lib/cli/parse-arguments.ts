/** Arguments of one command, by its description. */
import { parseArgs } from "node:util";
import type { Command, OptionValues } from "./command";
import { nearest, UsageError } from "./usage-error";

export interface Arguments {
  readonly help: boolean;
  readonly options: OptionValues;
  readonly positionals: readonly string[];
}

/** Throws UsageError with a hint. */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const specs = command.options;
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(Object.entries(specs).map(([name, { type }]) => [name, { type }])),
      help: { type: "boolean", short: "h" },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options: Record<string, string | boolean | undefined> = Object.create(null);
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help") return { help: true, options: {}, positionals: [] };
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (!spec) throw unknownOption(command, token.rawName);
    if (spec.type === "boolean" && token.value !== undefined) throw misuse(command, `${token.rawName} takes no value`);
    if (spec.type === "string" && (token.value === undefined || (!token.inlineValue && token.value.startsWith("--")))) {
      throw misuse(command, `${token.rawName} needs a value${spec.value ? ` (${spec.value})` : ""}`);
    }
    if (options[token.name] !== undefined) throw misuse(command, `${token.rawName} is given twice`);
    options[token.name] = spec.type === "boolean" ? true : token.value;
  }
  const most = command.positionals?.most ?? 0;
  if (positionals.length > most) throw misuse(command, `unexpected argument ${JSON.stringify(positionals[most])}`);
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.required && options[name] === undefined)
      throw misuse(command, `--${name} ${spec.value ?? ""} is needed`.replace("  ", " "));
  }
  return { help: false, options, positionals };
}

function unknownOption(command: Command, rawName: string): UsageError {
  const near = nearest(
    rawName,
    Object.keys(command.options).map((name) => `--${name}`),
  );
  return misuse(command, `unknown option ${rawName}${near ? ` (did you mean ${near}?)` : ""}`);
}

function misuse(command: Command, what: string): UsageError {
  return new UsageError(`${command.name}: ${what}; see \`podlens help ${command.name}\``);
}
