/** Rules on an estate whose names and documents mean harm: nothing fails, and what is found is found by its name. */
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { evaluateFindings } from "../evaluate";
import { findingFacts } from "../testing/facts";
import { bindingsRules } from "./bindings";
import { clusterRules } from "./cluster";
import { limitsRules } from "./limits";
import { sharingRules } from "./sharing";
import { trustRules } from "./trust";

const names = [
  "__proto__",
  "constructor",
  "it's $(id) `id`",
  'a"b\\c',
  "two\nlines",
  "--all",
  "right\u202eleft",
  "x".repeat(5000),
  "",
  "a/b|c",
];

it("rules say what they find whatever the names, in commands that a shell takes", () => {
  const builder = new EstateBuilder();
  for (const name of names) {
    const cluster = builder.cluster(name || "empty", { tags: { [name]: name } });
    const issuer = issuerOf(name || "empty");
    const provider = builder.provider(issuer);
    const role = builder.role(name || "empty", { trust: podTrust(), tags: { [name]: name } });
    const trust = irsaTrust(provider, {
      StringLike: { [`${issuer}:sub`]: `system:serviceaccount:${name}:*`, [name]: name },
    });
    builder.role(`irsa ${name}`, { trust });
    builder.role(`broken ${name}`, { trust: "{ not json" });
    builder.role(`odd ${name}`, {
      trust: policy({ Effect: "Allow", Principal: { AWS: name }, Action: "sts:AssumeRole" }),
    });
    for (const other of names) {
      builder.associate(cluster, `${other}/${name}`, role);
      builder.associate(cluster, `default/${other}`, `arn:aws:iam::111122223333:role/gone ${other}`, {
        targetRoleArn: name,
      });
    }
    builder.part("service-accounts", cluster, [
      { namespace: name, name, annotations: { "eks.amazonaws.com/role-arn": name, __proto__: name } },
    ]);
  }
  const rules = [...trustRules, ...bindingsRules, ...clusterRules, ...sharingRules, ...limitsRules];
  const { findings, failed } = evaluateFindings(findingFacts(builder), rules);
  expect(failed).toEqual([]);
  expect(findings.filter(({ rule }) => rule === "pod-identity-trust-unscoped").length).toBeGreaterThan(5);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  const commands = findings.flatMap(({ remediation }) =>
    remediation.filter(({ format }) => format === "aws-cli" || format === "kubernetes").map(({ text }) => text),
  );
  expect(commands.length).toBeGreaterThan(20);
  // Every line begins a command of aws or kubectl, goes on with one, or is a comment or part of a document that is applied.
  execFileSync("bash", ["-n"], { input: commands.join("\n") });
  const started = commands.flatMap((text) => text.split("\n")).filter((line) => /^\S/.test(line));
  const known = /^(?:aws |kubectl |# |YAML$|apiVersion:|kind:|metadata:|spec:|metadataOptions:)/;
  expect(started.filter((line) => !known.test(line))).toEqual([]);
});
