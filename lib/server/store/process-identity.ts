/** Tells whether a process that wrote a lock still runs, also where its number was given away again. */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Boot and start tick of the process where the system tells them (Linux), else null. */
  readonly started: string | null;
}

/** Boot id and start tick: `/proc/PID/stat`, field 22 (proc(5)); the command name in field 2 may hold spaces and brackets. */
function startedOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const tick = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return tick ? `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${tick}` : null;
  } catch {
    return null;
  }
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), started: startedOf(process.pid) };
}

/** False only where the process is certainly gone; another host's process counts as gone, the file lock decides there. */
export function isAlive(other: ProcessIdentity): boolean {
  if (other.host !== hostname()) return false;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const started = startedOf(other.pid);
  return started === null || other.started === null || started === other.started;
}
