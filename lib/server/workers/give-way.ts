/** Threads whose work nobody waits for. */
import { getPriority, setPriority } from "node:os";

/** Half-way to what only runs when nothing else does: on a busy machine a third of what the others get. */
const NICE = 5;

/**
 * The calling thread lets others go first, so that pages are answered while it works. On Linux alone: there a priority is
 * a thread's (setpriority(2), "C library/kernel differences"); elsewhere it would be that of the whole process.
 */
export function giveWay(): void {
  if (process.platform !== "linux") return;
  try {
    // Whoever started all of it to give way even more is obeyed.
    if (getPriority() < NICE) setPriority(NICE);
  } catch {
    // Where even this is forbidden, it works as before.
  }
}
