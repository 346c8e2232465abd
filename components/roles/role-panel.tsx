"use client";
import { RowPanel } from "@/components/parts/row-panel";
import { PolicyView } from "@/components/shared/policy-view";
import { pageHref, type RoleDetail } from "@/lib/contracts/api";
import { roleAnswer } from "./role-answer";
import { RoleUses } from "./role-uses";

/** Two segments, none of them a dot segment: the address must name a role of ours and nothing else. */
const roleHref = /^\/roles(\/(?!\.{1,2}(\/|$))[^/?#\\]+){2}$/;

/** One role beside the list; its page has the rest. */
export function RolePanel({ href, onClose }: { href: string | null; onClose: () => void }) {
  return (
    <RowPanel<RoleDetail>
      href={href}
      pattern={roleHref}
      keepPrevious
      onClose={onClose}
      title={(detail) => detail?.role.name ?? "Role"}
    >
      {(detail) => (
        <>
          <p className="text-md">{roleAnswer(detail)}</p>
          <RoleUses usedBy={detail.usedBy} allHref={pageHref("/workloads", { role: [detail.role.arn] })} />
          <div className="flex flex-col gap-2">
            <PolicyView policy={detail.trustPolicy} open={false} />
            {detail.policies.map((policy) => (
              <PolicyView key={`${policy.kind} ${policy.arn ?? policy.name}`} policy={policy} open={false} />
            ))}
          </div>
        </>
      )}
    </RowPanel>
  );
}
