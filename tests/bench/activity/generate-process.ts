/** Makes a part of the log files in a process of its own. Argument: the options as JSON. */
import { type GenerateOptions, generate } from "./generate";

process.send?.(generate(JSON.parse(process.argv[2] ?? "{}") as GenerateOptions), () => process.exit(0));
