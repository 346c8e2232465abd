import { PolicyView } from "@/components/shared/policy-view";
import { RoleLink } from "@/components/shared/role-link";
import { Notice } from "@/components/ui/notice";
import type { CredentialRole } from "@/lib/contracts/api";

/** The role whose credentials the pod holds, with every policy, and the boundary that limits them. */
export function CredentialRoleView({ credentialRole }: { credentialRole: CredentialRole }) {
  const { role, policies, boundary, problem } = credentialRole;
  return (
    <div className="flex flex-col gap-2">
      <RoleLink role={role} />
      {problem === null ? null : <Notice icon="warning">{problem}</Notice>}
      {policies.length === 0 && problem === null ? (
        <p className="text-n8">The role has no policy: its credentials allow nothing by themselves.</p>
      ) : null}
      {policies.map((policy) => (
        <PolicyView key={`${policy.kind} ${policy.arn ?? policy.name}`} policy={policy} open={policies.length <= 3} />
      ))}
      {boundary === null ? null : (
        <>
          <p className="mt-1 text-n8">Limited by its permissions boundary: what that does not allow is denied.</p>
          <PolicyView policy={boundary} open={false} />
        </>
      )}
    </div>
  );
}
