import { describe, expect, it } from "vitest";
import { allow, deny } from "@/tests/estates/access-estate";
import { ACCOUNT, policy } from "@/tests/estates/estate-builder";
import { account, escalations, found } from "./testing/account";

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

describe("escalation in accounts that somebody made to be awkward", () => {
  it("ends where every role leads to every other", () => {
    const names = Array.from({ length: 16 }, (_, i) => `mesh-${i}`);
    const trust = policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root`, Service: "lambda.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    });
    const can = [allow(["sts:AssumeRole", "sts:TagSession", "iam:PassRole", "lambda:*"])];
    const roles = Object.fromEntries(names.map((name) => [name, { trust, can }]));
    expect(escalations(account({ pod: can, roles }))).toEqual([]);
    const last = { ...roles, "mesh-15": { trust, can: [allow("*")] } };
    expect(escalations(account({ pod: can, roles: last }))).toContain("pass-role admin allowed");
  });

  it("takes names for what they are", () => {
    const strange = ["__proto__", "constructor", "toString", "a'$(id)", "x".repeat(64)];
    for (const name of strange) {
      const roles = { [name]: { services: ["lambda.amazonaws.com"], can: [allow("*")] } };
      const builder = account({
        pod: [allow(["iam:PassRole", "lambda:*"])],
        roles: Object.fromEntries(Object.entries(roles)),
      });
      const [finding] = found(builder);
      expect(finding?.steps[1]?.text, name).toContain(name);
    }
    const own = found(
      account({
        pod: { can: [], also: { __proto__: [] } },
        more: (builder, cluster) => {
          builder.associate(
            cluster,
            "shop/x",
            builder.role("a'$(id)", {
              trust: policy({
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
              }),
              inline: { own: policy(allow("iam:*")) },
            }),
          );
        },
      }),
    );
    const shell = own[0]?.remediation.find(({ format }) => format === "aws-cli")?.text;
    expect(shell).toContain("'a'\\''$(id)'");
  });

  it("reads long policies with many patterns", () => {
    const resources = Array.from({ length: 600 }, (_, i) => role(`team-${i}-*?*`));
    const pod = [
      allow("iam:PassRole", resources),
      allow("iam:*Role*", resources),
      deny("iam:*", resources.slice(300)),
      allow("lambda:*"),
    ];
    const roles = { "team-7-x": { services: ["lambda.amazonaws.com"], can: [allow("*")] } };
    expect(escalations(account({ pod, roles }))).toContain("pass-role admin allowed");
  });

  it("makes nothing of policies that are none", () => {
    const builder = account({ pod: [allow("iam:PassRole")], roles: { odd: { trust: "{", can: [] } }, policies: {} });
    expect(escalations(builder)).toEqual([]);
  });
});
