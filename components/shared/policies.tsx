"use client";
import { useState } from "react";
import type { PolicyAnswer, ServiceAnswer } from "@/lib/contracts/api";
import { PolicyView } from "./policy-view";
import { type PolicyStatement, ServiceTable } from "./service-table";

/** Up to so many policies stand open at once. */
const openPolicies = 3;

/** What the policies of a role allow: by service first, then each document; a claim leads to its statement. */
export function Policies({
  services,
  policies,
  boundary,
}: {
  services: readonly ServiceAnswer[];
  policies: readonly PolicyAnswer[];
  boundary: PolicyAnswer | null;
}) {
  const [marked, setMarked] = useState<PolicyStatement | null>(null);
  const markOf = (policy: PolicyAnswer) =>
    marked !== null && (marked.policy === policy.arn || marked.policy === policy.name) ? marked.index : null;
  return (
    <div className="flex flex-col gap-2">
      <ServiceTable services={services} onStatement={setMarked} />
      {policies.map((policy) => (
        <PolicyView
          key={`${policy.kind} ${policy.arn ?? policy.name}`}
          policy={policy}
          open={policies.length <= openPolicies}
          marked={markOf(policy)}
        />
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
