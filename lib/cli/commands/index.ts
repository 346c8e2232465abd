import type { Command } from "../command";
import { checkCommand } from "./check";
import { demo } from "./demo";
import { diffCommand } from "./diff";
import { evaluate } from "./evaluate";
import { exportCommand } from "./export";
import { ingestCommand } from "./ingest";
import { leastPrivilegeCommand } from "./least-privilege";
import { scan } from "./scan";
import { start } from "./start";
import { verifyCommand } from "./verify";
import { whoCanCommand } from "./who-can";

/** In the order of the help text. */
export const commands: readonly Command[] = [
  demo,
  start,
  scan,
  ingestCommand,
  exportCommand,
  whoCanCommand,
  diffCommand,
  leastPrivilegeCommand,
  evaluate,
  checkCommand,
  verifyCommand,
];
