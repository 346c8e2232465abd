import { describe, expect, it } from "vitest";
import { allow, deny } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { findingFacts } from "../testing/facts";
import { reachOfBinding, reachOfRole } from "./reach";

interface Given {
  readonly inline: readonly object[];
  readonly boundary?: readonly object[];
}

function reachOf({ inline, boundary }: Given) {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.agent(cluster);
  const limit = `arn:aws:iam::${ACCOUNT}:policy/limit`;
  if (boundary) builder.policy(limit, policy(...boundary));
  const arn = builder.role("app", {
    trust: podTrust(),
    inline: { own: policy(...inline) },
    ...(boundary ? { boundary: limit } : {}),
  });
  builder.associate(cluster, "shop/api", arn);
  const facts = findingFacts(builder);
  const binding = facts.model.bindings.find(({ mechanism }) => mechanism === "pod-identity")!;
  return { role: reachOfRole(facts, arn), binding: reachOfBinding(facts, binding) };
}

describe("reach of a role and of a binding", () => {
  const everything = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
  const cases: readonly (readonly [string, Given, string])[] = [
    ["everything allowed", { inline: [allow("*")] }, "admin"],
    ["everything in two halves", { inline: [everything, allow("iam:*")] }, "admin"],
    ["everything but some that no administrator misses", { inline: [allow("*"), deny("organizations:*")] }, "admin"],
    ["everything but identities", { inline: [everything] }, "data"],
    [
      "everything, of which the boundary leaves queues",
      { inline: [allow("*")], boundary: [allow("sqs:Send*")] },
      "write",
    ],
    ["everything, taken away again", { inline: [allow("*"), deny("*")] }, "none"],
    ["reads all objects", { inline: [allow("s3:GetObject", "arn:aws:s3:::*/*")] }, "data"],
    ["reads one bucket's objects", { inline: [allow("s3:GetObject", "arn:aws:s3:::logs/*")] }, "read"],
    ["changes a queue", { inline: [allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)] }, "write"],
    ["writes log lines only", { inline: [allow("logs:*")] }, "read"],
  ];
  it.each(cases)("%s", (_name, given, level) => {
    const { role, binding } = reachOf(given);
    expect(role.level).toBe(level);
    expect(binding.level).toBe(level);
  });

  it("says what, where and how sure", () => {
    const given = {
      inline: [
        allow("secretsmanager:GetSecretValue", "*", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
      ],
    };
    expect(reachOf(given).role).toEqual({
      level: "data",
      certainty: "conditional",
      text: `read all secrets of account ${ACCOUNT} that its policies let in`,
    });
  });

  it("counts what a role gives that can be assumed", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    builder.agent(cluster);
    const strong = `arn:aws:iam::${ACCOUNT}:role/strong`;
    const weak = builder.role("weak", {
      trust: podTrust(),
      inline: { own: policy(allow(["sts:AssumeRole", "sts:TagSession"], strong)) },
    });
    builder.role("strong", {
      trust: policy({ Effect: "Allow", Principal: { AWS: weak }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
      inline: { own: policy(allow("*")) },
    });
    builder.associate(cluster, "shop/api", weak);
    expect(reachOfRole(findingFacts(builder), weak)).toMatchObject({ level: "admin", certainty: "allowed" });
    expect(reachOfRole(findingFacts(builder), weak).text).toContain("through role strong");
  });

  it("is unknown for a role that was not read, and nothing for one that does not exist", () => {
    const builder = new EstateBuilder();
    builder.cluster("prod");
    const facts = findingFacts(builder);
    expect(reachOfRole(facts, "arn:aws:iam::999988887777:role/elsewhere").level).toBe("unknown");
    expect(reachOfRole(facts, `arn:aws:iam::${ACCOUNT}:role/gone`).level).toBe("none");
    expect(reachOfRole(facts, "no arn").level).toBe("unknown");
  });
});
