import { expect, test } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { queries } from "./queries";
import { createSnapshotView } from "./snapshot-view";

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
const orders = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
builder.associate(
  prod,
  "shop/api",
  builder.role("app", {
    trust: podTrust(),
    inline: {
      a: policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: [orders, "*"] }),
      b: policy({ Effect: "Allow", Action: "s3:*", Resource: ["arn:aws:s3:::lake/*", "arn:aws:s3:::${aws:userid}/*"] }),
    },
  }),
);
const content = builder.build();
const view = createSnapshotView(content, buildAccessModel(content), { actions: await loadActionTable() });
const hits = (q: string, kind: string[] = []) => queries.search(view, { q, kind, limit: 5 }).hits;

test("resources that policies name are found by name and by ARN, and lead to their page", () => {
  expect(hits("table/orders")[0]).toMatchObject({ kind: "resource", title: "table/orders", value: orders });
  expect(hits(orders)[0]?.href).toContain("/resources?arn=");
  expect(hits("lake", ["resource"]).map((hit) => hit.value)).toEqual(["arn:aws:s3:::lake/*"]);
  expect(hits("userid", ["resource"])).toEqual([]);
});

test("actions and services lead to who can do them", () => {
  expect(hits("s3:putobject")[0]).toMatchObject({ kind: "action", title: "s3:PutObject" });
  expect(hits("s3:putobject")[0]?.href).toBe("/ask?action=s3%3APutObject");
  expect(hits("sqs", ["service"])[0]).toMatchObject({ title: "sqs", value: "sqs:*" });
});

test("without the table of actions the rest is found all the same", () => {
  const bare = createSnapshotView(content, buildAccessModel(content));
  expect(queries.search(bare, { q: "app", kind: [], limit: 5 }).hits[0]).toMatchObject({ kind: "role" });
  expect(queries.search(bare, { q: "s3:putobject", kind: [], limit: 5 }).hits).toEqual([]);
});
