"use client";
import { PolicyView } from "@/components/shared/policy-view";
import { RoleLink } from "@/components/shared/role-link";
import { Failed } from "@/components/shared/states";
import { Notice } from "@/components/ui/notice";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { BindingAnswer, RoleDetail } from "@/lib/contracts/api";
import type { StatementAddress } from "./statement-address";

/** The trust statement that a verdict rests on, opened beside it. */
export function StatementPanel({
  bindings,
  address,
}: {
  bindings: readonly BindingAnswer[];
  address: StatementAddress;
}) {
  const roles = bindings.flatMap((binding) => [binding.role, binding.targetRole]);
  const role = roles.find((each) => each !== null && each.arn === address.trust) ?? null;
  const href = role?.href ?? null;
  const query = useEstateQuery<RoleDetail>(`/api${href ?? ""}`, {}, { enabled: href !== null });
  return (
    <SidePanel open={address.trust !== null && role !== null} onClose={address.close} title="Trust policy">
      {role === null ? null : (
        <div className="flex flex-col gap-3">
          <RoleLink role={role} />
          {href === null ? <Notice icon="warning">The role is not in this snapshot.</Notice> : null}
          {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
          {href !== null && query.isPending ? <SkeletonRows rows={5} /> : null}
          {query.data ? <PolicyView policy={query.data.data.trustPolicy} marked={address.statement} /> : null}
        </div>
      )}
    </SidePanel>
  );
}
