import { RoleLink } from "@/components/shared/role-link";
import { WorkloadLink } from "@/components/shared/workload-link";
import type { RoleRef, WorkloadRef } from "@/lib/contracts/api";

/** Whom an answer is about. */
export function SubjectName({ subject }: { subject: { workload: WorkloadRef | null; role: RoleRef | null } }) {
  if (subject.workload !== null) return <WorkloadLink workload={subject.workload} />;
  return subject.role === null ? null : <RoleLink role={subject.role} />;
}
