import { expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { ReviewScope } from "@/lib/domain/review/review";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { reviewItems } from "./review-items";

const table = await loadActionTable();
const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const manage = { Effect: "Allow", Action: ["iam:PutRolePolicy", "s3:GetObject"], Resource: "*" };
const everything: ReviewScope = {
  accounts: [],
  clusters: [],
  namespaces: [],
  environments: [],
  owners: [],
  system: true,
};

interface Given {
  readonly statement?: object;
  readonly sessionPolicy?: string;
  readonly managed?: boolean;
}

function items(given: Given = {}, scope: ReviewScope = everything, lastAssumed: Record<string, string> = {}) {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const role = builder.role("app", {
    trust: podTrust(),
    inline: { own: policy(given.statement ?? read) },
    // Named, and not among what was read.
    ...(given.managed ? { attached: ["arn:aws:iam::111122223333:policy/unread"] } : {}),
  });
  builder.associate(prod, "shop/api", role, {
    tags: { owner: "team-a" },
    ...(given.sessionPolicy ? { policy: given.sessionPolicy, disableSessionTags: true } : {}),
  });
  builder.associate(prod, "shop/worker", role);
  const content = builder.build();
  const view = createSnapshotView(content, buildAccessModel(content), {
    actions: table,
    labels: { owner: ["tag:owner"], environment: [] },
  });
  return reviewItems(view, { scope, lastAssumed });
}

it("are workloads by owner, numbered, with the gravest of what they may do first", () => {
  const found = items({ statement: manage }, everything, {
    [`${items()[0]?.workloadId}`]: "2026-11-01T00:00:00.000Z",
  });
  expect(found.map(({ row, serviceAccount, owner }) => [row, serviceAccount, owner])).toEqual([
    [1, "api", "team-a"],
    [2, "worker", null],
  ]);
  expect(found[0]).toMatchObject({
    lastAssumedAt: "2026-11-01T00:00:00.000Z",
    findings: null,
    actions: 2,
    services: 2,
  });
  expect(found[0]?.permissions.map(({ service, level }) => [service, level])).toEqual([
    ["iam", "Permissions management"],
    ["s3", "Read"],
  ]);
});

it("are those that the scope lets in", () => {
  const names = (scope: Partial<ReviewScope>) =>
    items({}, { ...everything, ...scope }).map(({ serviceAccount }) => serviceAccount);
  expect(names({ owners: ["team-a"] })).toEqual(["api"]);
  expect(names({ owners: [""] })).toEqual(["worker"]);
  expect(names({ clusters: ["prod"], namespaces: ["shop"] })).toEqual(["api", "worker"]);
  expect(names({ accounts: ["444455556666"] })).toEqual([]);
});

it("have a fingerprint that is the same while nothing changed, and another once a document did", () => {
  const [before] = items();
  expect(before?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
  expect(items()[0]?.fingerprint).toBe(before?.fingerprint);
  expect(items({ statement: manage })[0]?.fingerprint).not.toBe(before?.fingerprint);
  const limited = items({ sessionPolicy: JSON.stringify(policy(read)) });
  expect(limited[0]?.fingerprint).not.toBe(before?.fingerprint);
  // The other workload's association is as it was.
  expect(limited[1]?.fingerprint).toBe(items()[1]?.fingerprint);
});

it("have none where a part of their own was not read, and say which", () => {
  const [item] = items({ managed: true });
  expect(item?.fingerprint).toBeNull();
  expect(item?.notRead.join(" ")).toContain("app: A policy of this role was not read");
});
