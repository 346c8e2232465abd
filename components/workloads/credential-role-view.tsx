import { Policies } from "@/components/shared/policies";
import { policyMarks } from "@/components/shared/policy-marks";
import { RoleLink } from "@/components/shared/role-link";
import { Notice } from "@/components/ui/notice";
import type { CredentialRole } from "@/lib/contracts/api";

/** The role whose credentials the pod holds, with every policy, and the boundary that limits them. */
export function CredentialRoleView({ credentialRole }: { credentialRole: CredentialRole }) {
  const { role, policies, boundary, services, marks, problem } = credentialRole;
  return (
    <div className="flex flex-col gap-2">
      <RoleLink role={role} />
      {problem === null ? null : <Notice icon="warning">{problem}</Notice>}
      {policies.length === 0 && problem === null ? (
        <p className="text-n8">The role has no policy: its credentials allow nothing by themselves.</p>
      ) : null}
      <Policies services={services} policies={policies} boundary={boundary} marks={policyMarks(marks)} />
    </div>
  );
}
