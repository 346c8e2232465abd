"use client";
import Link from "next/link";
import { PolicyView } from "@/components/shared/policy-view";
import { Failed } from "@/components/shared/states";
import { buttonClass } from "@/components/ui/button";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { pageHref, type RoleDetail } from "@/lib/contracts/api";
import { roleAnswer } from "./role-answer";
import { RoleUses } from "./role-uses";

/** Two segments, none of them a dot segment: the address must name a role of ours and nothing else. */
const roleHref = /^\/roles(\/(?!\.{1,2}(\/|$))[^/?#\\]+){2}$/;

/** One role beside the list; its page has the rest. */
export function RolePanel({ href, onClose }: { href: string | null; onClose: () => void }) {
  const known = href !== null && roleHref.test(href);
  const query = useEstateQuery<RoleDetail>(`/api${href ?? ""}`, {}, { enabled: known, keepPrevious: true });
  const detail = query.data?.data;
  return (
    <SidePanel
      open={known}
      onClose={onClose}
      title={detail ? detail.role.name : "Role"}
      actions={
        href === null ? null : (
          <Link href={href} className={buttonClass("plain")}>
            Open page
          </Link>
        )
      }
    >
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <SkeletonRows rows={6} /> : null}
      {detail ? (
        <div className="flex flex-col gap-4">
          <p className="text-md">{roleAnswer(detail)}</p>
          <RoleUses usedBy={detail.usedBy} allHref={pageHref("/workloads", { role: [detail.role.arn] })} />
          <div className="flex flex-col gap-2">
            <PolicyView policy={detail.trustPolicy} open={false} />
            {detail.policies.map((policy) => (
              <PolicyView key={`${policy.kind} ${policy.arn ?? policy.name}`} policy={policy} open={false} />
            ))}
          </div>
        </div>
      ) : null}
    </SidePanel>
  );
}
