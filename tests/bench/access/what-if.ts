/** What if a document were another one: from one role's own policy to a control policy over everything. */
import type { WhatIfBody } from "@/lib/contracts/api";
import { askWhatIf } from "@/lib/view/ask";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import { policy } from "@/tests/estates/estate-builder";
import type { Report } from "../report";
import { askAll, once } from "./asked";
import { accountOf, type Size } from "./estate";

const text = (...statements: readonly object[]) => JSON.stringify(policy(...statements));
const allow = (Action: unknown, Resource: unknown) => ({ Effect: "Allow", Action, Resource });

export function whatIf(report: Report, view: SnapshotView, { roles, documents }: Size): void {
  const ask = (change: WhatIfBody["change"]) => () => {
    const answer = askWhatIf(view, change);
    if (answer === null) throw new Error(`${change.kind}: there is no ${change.target}`);
    if (answer.notCompared > 0) throw new Error(`${change.kind}: ${answer.notCompared} workloads were left out`);
    return answer;
  };
  const some = (make: (i: number) => WhatIfBody["change"]) => Array.from({ length: 23 }, (_, i) => ask(make(i * 97)));
  askAll(
    report,
    "what if: a role's inline policy",
    1_000,
    some((i) => ({
      kind: "inline-policy",
      target: `arn:aws:iam::${accountOf(i % roles)}:role/app-${i % roles}`,
      name: "new",
      document: text(allow("s3:*", "*")),
    })),
  );
  askAll(
    report,
    "what if: a shared policy",
    1_000,
    some((i) => ({
      kind: "managed-policy",
      target: `arn:aws:iam::${accountOf(i % documents)}:policy/shared-${i % documents}`,
      document: text(allow("s3:Get*", "arn:aws:s3:::shared-*")),
    })),
  );
  const all = once(report, "what if: a control policy over every account", 10_000, ask(SCP));
  report.note(
    `The control policy touches ${all.rolesTouched} roles and ${all.workloadsTouched} workloads; all are compared.`,
  );
}

const SCP: WhatIfBody["change"] = {
  kind: "scp",
  target: "p-regions",
  document: text({ Effect: "Deny", Action: ["s3:DeleteObject", "dynamodb:DeleteTable"], Resource: "*" }),
};
