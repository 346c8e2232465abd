/** Statements say what other policies leave of them. */
import { expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { queries } from "./queries";
import { createSnapshotView } from "./snapshot-view";

const actions = await loadActionTable();

function marksOf(build: (builder: EstateBuilder) => void) {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  build(builder);
  builder.associate(prod, "shop/api", `arn:aws:iam::${ACCOUNT}:role/app`);
  const content = builder.build();
  const view = createSnapshotView(content, buildAccessModel(content), { actions });
  const at = { account: ACCOUNT, region: "eu-west-1", cluster: "prod", namespace: "shop", name: "api" };
  return {
    role: queries.role(view, { account: ACCOUNT, name: "app" })?.marks ?? [],
    workload: queries.workload(view, at)?.credentialRoles[0]?.marks ?? [],
  };
}

const statements = (...list: object[]) => ({ Version: "2012-10-17", Statement: list });

it("a denial beside an allowance takes a part of it, or all", () => {
  const { role, workload } = marksOf((builder) =>
    builder.role("app", {
      trust: podTrust(),
      inline: {
        own: statements(
          { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
          { Effect: "Allow", Action: ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource: "*" },
          { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
          { Effect: "Deny", Action: ["s3:GetObject", "sqs:SendMessage"], Resource: "*" },
        ),
      },
    }),
  );
  const own = role.filter((mark) => mark.policy === "own" && mark.state !== "unknown");
  expect(own.map(({ statement, state }) => [statement, state])).toEqual([
    [0, "removed"],
    [1, "limited"],
  ]);
  expect(own[0]?.texts).toEqual(["Another statement of the role denies s3:GetObject."]);
  // Each leads to the statement that does it.
  expect(own.map(({ statements }) => statements)).toMatchObject([
    [{ policy: "own", index: 3, effect: "Deny", href: expect.stringContaining("/roles/") }],
    [{ policy: "own", index: 3, effect: "Deny", effectHere: "removes" }],
  ]);
  expect(workload.map(({ statement }) => statement)).toEqual(role.map(({ statement }) => statement));
});

it("a boundary that was not read leaves a doubt, not a denial", () => {
  const { role } = marksOf((builder) =>
    builder.role("app", {
      trust: podTrust(),
      boundary: `arn:aws:iam::${ACCOUNT}:policy/unread`,
      inline: { own: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) },
    }),
  );
  expect(role).toMatchObject([{ policy: "own", statement: 0, state: "unknown" }]);
  expect(role[0]?.texts.join(" ")).toContain("the permissions boundary");
});
