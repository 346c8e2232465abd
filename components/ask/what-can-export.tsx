"use client";
import { ExportMenu } from "@/components/parts/export-menu";
import { apiGet } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { FromSnapshot, GrantAnswer, ServiceAccess, WhatCanAnswer } from "@/lib/contracts/api";

const columns = [
  "service",
  "role",
  "directness",
  "verdict",
  "resource",
  "resourceNegated",
  "actions",
  "policy",
  "statement",
  "conditions",
  "limitedBy",
  "notRead",
];

/** The grants of every service, asked one service at a time. */
export function WhatCanExport({
  query,
  services,
}: {
  query: Readonly<Record<string, unknown>>;
  services: readonly ServiceAccess[];
}) {
  const { id } = useSnapshotChoice();
  async function read() {
    const found: { service: string; grants: readonly GrantAnswer[] }[] = [];
    let last: FromSnapshot<WhatCanAnswer> | null = null;
    for (const { service } of services) {
      last = await apiGet<FromSnapshot<WhatCanAnswer>>("/api/ask/what-can", { ...query, service, snapshot: id });
      found.push({ service, grants: last.data.grants });
    }
    return {
      json: {
        format: "podlens.what-can/v1",
        snapshot: last?.snapshot ?? null,
        question: query,
        answer: last === null ? null : { ...last.data, grants: found },
      },
      columns,
      rows: found.flatMap(({ service, grants }) => grants.map((grant) => record(service, grant))),
    };
  }
  return <ExportMenu what="what-can" read={read} />;
}

function record(service: string, grant: GrantAnswer): (string | number | null)[] {
  return [
    service,
    grant.role.arn,
    grant.directness,
    grant.verdict,
    grant.resource.pattern,
    grant.resource.negated ? "yes" : "no",
    grant.actions.map((action) => action.name).join(" "),
    grant.statement.policyArn ?? grant.statement.policy,
    grant.statement.sid ?? grant.statement.index,
    grant.conditions.join("; "),
    grant.limitedBy.map((limit) => limit.text).join("; "),
    grant.layersNotRead.map((layer) => layer.layer).join("; "),
  ];
}
