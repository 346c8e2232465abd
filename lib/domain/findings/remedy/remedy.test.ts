/** Text to paste, made of names that mean harm: read by a shell, YAML and JSON it says the name and nothing else. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parsePolicy } from "@/lib/domain/policy";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Remedy, RemedyFormat } from "../finding";
import { readCommands } from "../testing/commands";
import {
  annotateCommand,
  changeAssociation,
  createAssociation,
  createProvider,
  deleteAssociations,
  hclString,
  inWords,
  kubectl,
  oneLine,
  option,
  recreatePodsCommands,
  serviceAccountManifest,
  shellWord,
  trustRemedies,
  yamlString,
} from ".";

const hostile = [
  "plain",
  "",
  "it's",
  'say "hi"',
  "$(touch /tmp/podlens-was-here)",
  "`id`; rm -rf /",
  "two\nlines\nYAML\nJSON\n",
  "tab\there\r",
  "\u0003\u001b[201~;id\n",
  "right\u202eleft\u2066",
  '${file("/etc/passwd")} %{ if true }',
  "back\\slash\\u0041\\'",
  "--option=value",
  "file:///etc/passwd",
  "__proto__",
  "=cmd|' /C calc'!A0",
  "name: [x]\n- y # z",
  "\u{1f98a} 日本 \ud800",
  "x".repeat(10_000),
] as const;

const cluster = (name: string) => ({ name, region: "eu-west-1", accountId: "111122223333" });
const association = (name: string): AssociationFacts => ({
  arn: "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/c/a-1",
  id: name,
  clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/c",
  namespace: name,
  serviceAccount: name,
  roleArn: "arn:aws:iam::111122223333:role/app",
  targetRoleArn: null,
  externalId: null,
  disableSessionTags: true,
  policy: null,
  ownerArn: null,
  tags: {},
  createdAt: null,
  modifiedAt: null,
  described: true,
});
const role = (name: string): RoleFacts => ({
  arn: `arn:aws:iam::111122223333:role/${name}`,
  roleId: null,
  name,
  path: "/",
  accountId: "111122223333",
  createdAt: null,
  trustPolicy: null,
  inlinePolicies: [],
  attachedPolicies: [],
  permissionsBoundaryArn: null,
  tags: {},
  instanceProfileArns: [],
});
const trustOf = (name: string) => {
  const result = parsePolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "A",
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": name } },
        },
      ],
    }),
  );
  if (!result.ok) throw new Error("no policy");
  return result.document;
};

/** What bash makes of words: one a line, in hex. */
function bash(words: string): readonly string[] {
  const script = `for word in ${words}; do printf '%s' "$word" | od -An -v -tx1 | tr -d ' \\n'; echo; done`;
  const out = execFileSync("bash", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  return out
    .split("\n")
    .slice(0, -1)
    .map((hex) => Buffer.from(hex, "hex").toString("utf8"));
}
const text = (remedies: readonly Remedy[], format: RemedyFormat) =>
  remedies.find((each) => each.format === format)?.text ?? "";
describe("a shell", () => {
  it("reads each name as one word, with nothing done", () => {
    const names = hostile.filter((name) => !name.includes("\ud800"));
    expect(bash(names.map(shellWord).join(" "))).toEqual(names);
  });
  it("is given no character that a terminal acts on, and no word that is an option or a file", () => {
    for (const name of hostile) {
      const word = option("role-name", name);
      expect(word.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(word).not.toContain("\n");
      expect(word).not.toMatch(/^--role-name -/);
      expect(word).not.toMatch(/ 'file:/);
    }
  });
  it("reads the commands of remedies as they are meant", () => {
    for (const name of ["it's", "$(id)", 'a"b', "--x", "a b"]) {
      const [update] = readCommands(
        text(changeAssociation(cluster(name), association(name), { disableSessionTags: false }, name), "aws-cli"),
      );
      expect(update?.name).toBe("aws eks update-pod-identity-association");
      expect(Object.fromEntries(update?.options ?? [])).toEqual({
        region: "eu-west-1",
        "cluster-name": name,
        "association-id": name,
        "no-disable-session-tags": "",
      });
    }
  });
});

describe("comments and sentences", () => {
  it("stay on their line, so that no name begins a command", () => {
    for (const name of hostile) {
      expect(oneLine(name)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const lines = text(
        deleteAssociations([{ cluster: cluster("c"), association: association("a-1") }], name),
        "aws-cli",
      ).split("\n");
      expect(lines[0]).toMatch(/^# Account/);
      expect(lines[1]).toMatch(/^aws eks delete-pod-identity-association/);
      expect(inWords("t", name).text).not.toContain("\n");
    }
  });
});

describe("YAML", () => {
  it("says the name and nothing else", () => {
    for (const name of hostile) {
      expect(parse(`a: ${yamlString(name)}`)).toEqual({ a: name });
      expect(parse(serviceAccountManifest(name, name, name))).toEqual({
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name, namespace: name, annotations: { "eks.amazonaws.com/role-arn": name } },
      });
    }
  });
  it("of CloudFormation and Crossplane holds what was meant", () => {
    for (const name of hostile) {
      const remedies = trustRemedies(role(name), trustOf(name), `Because of ${name}.`);
      const stack = parse(text(remedies, "cloudformation"));
      const [resource] = Object.values<{ Type: string; Properties: Record<string, unknown> }>(stack.Resources);
      expect(Object.keys(stack)).toEqual(["Resources"]);
      expect(resource?.Type).toBe("AWS::IAM::Role");
      expect(resource?.Properties.RoleName).toBe(name);
      const condition = { StringEquals: { "aws:RequestTag/kubernetes-namespace": name } };
      expect(resource?.Properties.AssumeRolePolicyDocument).toMatchObject({ Statement: [{ Condition: condition }] });
      const object = parse(text(remedies, "crossplane"));
      expect(object.metadata.annotations["crossplane.io/external-name"]).toBe(name);
      expect(object.metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      expect(JSON.parse(object.spec.forProvider.assumeRolePolicy)).toMatchObject({
        Statement: [{ Condition: condition }],
      });
      expect(JSON.parse(text(remedies, "policy"))).toMatchObject({ Statement: [{ Condition: condition }] });
    }
  });
  it("of associations and providers holds what was meant", () => {
    const made = createAssociation(cluster("c"), { namespace: "n: x", serviceAccount: "'", roleArn: "r" }, "why");
    expect(parse(text(made, "crossplane")).spec.forProvider).toEqual({
      region: "eu-west-1",
      clusterName: "c",
      namespace: "n: x",
      serviceAccount: "'",
      roleArn: "r",
    });
    const provider = parse(text(createProvider("111122223333", "oidc.eks/id/X", "why"), "cloudformation"));
    expect(provider.Resources.X.Properties).toEqual({
      Url: "https://oidc.eks/id/X",
      ClientIdList: ["sts.amazonaws.com"],
    });
  });
});

describe("Terraform", () => {
  it("begins no template in a string or a document, and no line of its own", () => {
    for (const name of hostile) {
      const string = hclString(name);
      expect(string.replaceAll("$${", "").replaceAll("%%{", "")).not.toMatch(/[$%]\{/);
      expect(string).toMatch(/^"(?:[^"\\\n]|\\.)*"$/);
      const code = text(trustRemedies(role(name), trustOf(name), name), "terraform");
      // The first line is a comment.
      const rest = code.slice(code.indexOf("\n"));
      expect(rest.replaceAll("$${", "").replaceAll("%%{", "")).not.toMatch(/[$%]\{/);
      expect(code.split("\n").filter((line) => line.trim() === "JSON")).toHaveLength(1);
      expect(code.split("\n")[1]).toMatch(/^resource "aws_iam_role" "[A-Za-z][A-Za-z0-9_]*" \{$/);
    }
  });
});

describe("kubectl", () => {
  it("is given names that are no options", () => {
    for (const name of ["$(id)", "--all", "a\nb"]) {
      const remedy = kubectl(
        cluster(name),
        "t",
        [annotateCommand(name, name, name), ...recreatePodsCommands(name, name, [name])],
        name,
      );
      expect(remedy.text.split("\n")).toHaveLength(4);
      for (const line of remedy.text.split("\n").slice(1))
        expect(bash(line.replace(/^\S+ /, "")).length).toBeGreaterThan(2);
      expect(remedy.text.slice(remedy.text.indexOf("\n"))).not.toMatch(/ --all/);
    }
  });
  it("is told of all pods where there are many", () => {
    const pods = Array.from({ length: 30 }, (_, i) => `p-${i}`);
    expect(recreatePodsCommands("n", "s", pods)[0]).toContain("# 30 pods");
  });
});
