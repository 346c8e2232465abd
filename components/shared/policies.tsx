"use client";
import { useState } from "react";
import type { PolicyAnswer, ServiceAnswer } from "@/lib/contracts/api";
import { PolicyView } from "./policy-view";
import { type PolicyStatement, ServiceTable } from "./service-table";
import type { StatementMark } from "./statement-view";

export type PolicyMarks = ReadonlyMap<string, ReadonlyMap<number, StatementMark>>;

const noMarks: PolicyMarks = new Map();
const noStatementMarks: ReadonlyMap<number, StatementMark> = new Map();

/** Up to so many policies stand open at once. */
const openPolicies = 3;

/** What the policies of a role allow: by service first, then each document; a claim leads to its statement. */
export function Policies({
  services,
  policies,
  boundary,
  asked = null,
  marks = noMarks,
}: {
  services: readonly ServiceAnswer[];
  policies: readonly PolicyAnswer[];
  boundary: PolicyAnswer | null;
  /** The statement that the address asks for. */
  asked?: PolicyStatement | null;
  /** By policy (ARN, or name where it has none), then by statement. */
  marks?: PolicyMarks;
}) {
  const [marked, setMarked] = useState<PolicyStatement | null>(asked);
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
          marks={marks.get(policy.arn ?? policy.name) ?? noStatementMarks}
        />
      ))}
      {boundary === null ? null : (
        <>
          <p className="mt-1 text-n8">Limited by its permissions boundary: what that does not allow is denied.</p>
          <PolicyView
            policy={boundary}
            open={false}
            marked={marked?.policy === "boundary" || marked?.policy === boundary.arn ? marked.index : null}
          />
        </>
      )}
    </div>
  );
}
