/** How many open findings a workload has, by severity: its own, and those of its bindings and of the roles that it gets. */
import type { Severity } from "@/lib/domain/findings/finding";
import { type FindingBook, findingsOf } from "@/lib/view/findings/book";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import type { WorkloadEntry } from "@/lib/view/workload-rows";

type Counts = Readonly<Record<Severity, number>>;

/** null where the snapshot's findings were not evaluated. */
export function openFindingsOf(view: SnapshotView, { row, bindings }: WorkloadEntry): Counts | null {
  const book = findingsOf(view);
  if (!book) return null;
  const subjects = book.kept("open findings by subject", () => bySubject(book));
  const ids = [row.id, ...bindings.flatMap(({ id, roleArn, credentialRoleArn }) => [id, roleArn, credentialRoleArn])];
  const found = new Map<string, Severity>();
  for (const id of ids) for (const each of subjects.get(id) ?? []) found.set(each.id, each.severity);
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of found.values()) counts[severity] += 1;
  return counts;
}

type Subjects = ReadonlyMap<string, readonly { readonly id: string; readonly severity: Severity }[]>;

function bySubject(book: FindingBook): Subjects {
  const found = new Map<string, { id: string; severity: Severity }[]>();
  for (const { finding, acceptance } of book.triaged) {
    if (acceptance !== null) continue;
    for (const { kind, id } of finding.subjects) {
      if (kind !== "workload" && kind !== "binding" && kind !== "role") continue;
      const entry = { id: finding.id, severity: finding.severity };
      const known = found.get(id);
      if (known) known.push(entry);
      else found.set(id, [entry]);
    }
  }
  return found;
}
