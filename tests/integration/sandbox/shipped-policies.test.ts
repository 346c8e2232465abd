/** public/iam: the template that a user deploys grants what the files say, no more and no less. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, type ScalarTag } from "yaml";

const folder = new URL("../../../public/iam/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const FILES = [
  "reader",
  "organization",
  "imds",
  "activity",
  "activity-s3",
  "activity-athena",
  "resources",
  "simulate",
  "per-role-fallback",
];

interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string;
}
interface Policy {
  PolicyName: string;
  PolicyDocument: { Version: string; Statement: Statement[] };
}

const intrinsic = (tag: string): ScalarTag => ({ tag, resolve: (text: string) => ({ [tag]: text }) });
/** The files name in capitals what the template has as parameters. */
function filledIn(text: string): string {
  const words = (name: string) => name.replace(/(?!^)([A-Z])/g, "-$1").toUpperCase();
  return text.replaceAll("${AWS::Partition}", "aws").replace(/\$\{(\w+)\}/g, (_, name: string) => words(name));
}
const template = parse(read("reader-role.cloudformation.yaml"), {
  customTags: [
    intrinsic("!Ref"),
    intrinsic("!GetAtt"),
    { tag: "!Sub", resolve: filledIn },
    { tag: "!Not", collection: "seq" },
    { tag: "!Equals", collection: "seq" },
    { tag: "!If", collection: "seq" },
  ],
}) as {
  Parameters: Record<string, unknown>;
  Resources: {
    ReaderRole: {
      Properties: {
        Policies: (Policy | [string, Policy, unknown])[];
        AssumeRolePolicyDocument: { Statement: Record<string, unknown>[] };
      };
    };
  };
};
const { Policies, AssumeRolePolicyDocument } = template.Resources.ReaderRole.Properties;

function normal(statements: Statement[]) {
  return statements.map((one) => ({ ...one, Action: [one.Action].flat() }));
}

describe("the CloudFormation template", () => {
  it.each(FILES)("grants what %s.json says", (name) => {
    const found = Policies.map((one) => (Array.isArray(one) ? one[1] : one)).find((one) => one.PolicyName === name);
    const file = JSON.parse(read(`${name}.json`)) as Policy["PolicyDocument"];
    expect(normal(found?.PolicyDocument.Statement ?? [])).toEqual(normal(file.Statement));
  });

  it("has every file and nothing else", () => {
    expect(Policies.map((one) => (Array.isArray(one) ? one[1] : one).PolicyName).sort()).toEqual([...FILES].sort());
    expect(Policies.filter((one) => !Array.isArray(one))).toHaveLength(1);
  });

  it("trusts the hub with the external id, and lets it pass its own session tags", () => {
    expect(AssumeRolePolicyDocument.Statement).toMatchObject([
      { Action: "sts:AssumeRole", Condition: { StringEquals: { "sts:ExternalId": { "!Ref": "ExternalId" } } } },
      { Action: "sts:TagSession" },
    ]);
  });
});

describe("the files", () => {
  it.each(FILES)("%s.json reads and never writes", (name) => {
    const { Statement } = JSON.parse(read(`${name}.json`)) as Policy["PolicyDocument"];
    for (const action of normal(Statement).flatMap((one) => one.Action)) {
      // Asking Athena is a query that it runs, and its results are the one thing that is written, by Athena itself.
      if (name === "activity-athena" && /^(athena:St(art|op)QueryExecution|s3:PutObject)$/.test(action)) continue;
      // Generating a report of last access changes nothing in the account, and a simulation asks for nothing.
      expect(action).toMatch(
        /^[a-z0-9-]+:(List|Describe|Get|LookupEvents$|GenerateServiceLastAccessedDetails$|SimulatePrincipalPolicy$)[A-Za-z]*$/,
      );
    }
  });

  it("are what the Terraform module offers", () => {
    const module = read("reader-role.tf");
    for (const name of FILES.slice(1)) expect(module).toContain(`"${name}"`);
  });
});
