import { expect, it } from "vitest";
import type { GraphEnd, GraphReason } from "@/lib/contracts/graph";
import { sourceHref } from "./source-href";

const end = (id: string): GraphEnd => ({ id, column: "role", label: "", sub: "" });
const role = "arn:aws:iam::111122223333:role/team/app";
const reason = (change: Partial<GraphReason>): GraphReason => ({
  kind: "statement",
  state: "allowed",
  text: "",
  source: null,
  statement: null,
  ...change,
});

it("leads to the statement: of a trust policy, of a managed one, of an inline one", () => {
  const to = { from: end("service-account:x|a|b"), to: end(`role:${role}`) };
  expect(sourceHref(reason({ statement: { policy: "trust", sid: null, index: 1 } }), to)).toBe(
    "/roles/111122223333/app?policy=trust#statement-1",
  );
  const managed = "arn:aws:iam::aws:policy/service-role/Reader";
  const grant = { from: end(`policy:${role}|files`), to: end("service:s3") };
  expect(sourceHref(reason({ statement: { policy: managed, sid: null, index: 0 } }), grant)).toBe(
    "/policies/aws/Reader#statement-0",
  );
  expect(sourceHref(reason({ statement: { policy: "files", sid: "Read", index: 2 } }), grant)).toBe(
    "/roles/111122223333/app?policy=files#statement-2",
  );
  expect(sourceHref(reason({ source: managed }), grant)).toBe("/policies/aws/Reader");
});

it("leads nowhere where there is no page", () => {
  const none = { from: end("account:1"), to: end("cluster:x") };
  expect(sourceHref(reason({}), none)).toBeNull();
  expect(sourceHref(reason({ source: "arn:aws:eks:eu-west-1:1:podidentityassociation/c/a-1" }), none)).toBeNull();
  expect(sourceHref(reason({ statement: { policy: "files", sid: null, index: 0 } }), none)).toBeNull();
});
