/** What a command is: described once, for the help text, the parser and the list of commands alike. */
import type { Output } from "./output";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** Name of the value in the help text: "FILE". */
  readonly value?: string;
  readonly help: string;
  readonly required?: boolean;
}

/** Values by option name; absent where the option was not given. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface CommandContext {
  readonly output: Output;
  readonly options: OptionValues;
  readonly positionals: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly workingFolder: string;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Lines below the options in `podlens help NAME`. */
  readonly details?: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** How many positional arguments there may be. Default: none. */
  readonly positionals?: { readonly name: string; readonly most: number };
  /** Exit code; what is thrown is reported in one line. */
  run(context: CommandContext): Promise<number>;
}

export const EXIT = { done: 0, failed: 1, usage: 2, gaps: 3, found: 4 } as const;

export function stringOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
