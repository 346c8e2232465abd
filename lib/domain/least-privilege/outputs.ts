/** A proposal as text to paste: policy documents, AWS CLI, Terraform, CloudFormation. Podlens runs none of it. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { command, commentLine, quote, writeFile } from "@/lib/domain/paste/shell";
import { hclJson, hclName, hclString, indented } from "@/lib/domain/paste/terraform";
import { printPolicy } from "@/lib/domain/policy/print";
import type { Proposal } from "./propose";

export const outputFormats = ["policy", "aws-cli", "terraform", "cloudformation"] as const;
export type OutputFormat = (typeof outputFormats)[number];

export interface ProposalText {
  readonly format: OutputFormat;
  readonly title: string;
  readonly text: string;
}

/** Names of new policies: those of roles are short and safe enough to be a part of them. */
export function newPolicyNames(roleName: string, count: number): string[] {
  const base = `${roleName.slice(0, 100)}-least-privilege`;
  return Array.from({ length: count }, (_, at) => (at === 0 ? base : `${base}-${at + 1}`));
}

/** Empty where nothing is taken away. */
export function proposalTexts(roleArn: string, proposal: Proposal): ProposalText[] {
  const role = parseRoleArn(roleArn);
  const gone = proposal.policies.filter(({ outcome }) => outcome === "replaced" || outcome === "removed");
  if (role === null || gone.length === 0) return [];
  const names = newPolicyNames(role.name, proposal.documents.length);
  const made = proposal.documents.map((document, at) => ({ name: names[at]!, json: printPolicy(document) }));
  const plan = { role, made, gone: gone.map(({ policy }) => policy) };
  return [
    ...made.map(({ name, json }) => ({ format: "policy" as const, title: name, text: json })),
    { format: "aws-cli", title: "AWS CLI", text: awsCli(plan) },
    { format: "terraform", title: "Terraform", text: terraform(plan) },
    ...(made.length > 0
      ? [{ format: "cloudformation" as const, title: "CloudFormation", text: cloudFormation(plan) }]
      : []),
  ];
}

interface Plan {
  readonly role: { readonly accountId: string; readonly partition: string; readonly name: string };
  readonly made: readonly { readonly name: string; readonly json: string }[];
  readonly gone: readonly Proposal["policies"][number]["policy"][];
}

function awsCli({ role, made, gone }: Plan): string {
  const roleName = `--role-name ${quote(role.name)}`;
  const arn = (name: string) => `arn:${role.partition}:iam::${role.accountId}:policy/${name}`;
  const steps = [`# As account ${role.accountId}. New policies first, so that nothing is missing in between.`];
  for (const { name, json } of made) {
    steps.push(
      writeFile(`${name}.json`, json),
      command([
        "aws iam create-policy",
        `--policy-name ${quote(name)}`,
        `--policy-document ${quote(`file://${name}.json`)}`,
      ]),
      command(["aws iam attach-role-policy", roleName, `--policy-arn ${quote(arn(name))}`]),
    );
  }
  steps.push("# Then what they take the place of. Keep the old documents: attaching them again is the way back.");
  for (const { name, arn: present } of gone) {
    if (present === null) {
      steps.push(
        `${command(["aws iam get-role-policy", roleName, `--policy-name ${quote(name)}`])} > ${quote(`${name}.before.json`)}`,
        command(["aws iam delete-role-policy", roleName, `--policy-name ${quote(name)}`]),
      );
    } else steps.push(command(["aws iam detach-role-policy", roleName, `--policy-arn ${quote(present)}`]));
  }
  return steps.join("\n\n");
}

function terraform({ role, made, gone }: Plan): string {
  const blocks = made.map(({ name, json }) => {
    const label = hclName(name);
    return [
      `resource "aws_iam_policy" ${hclString(label)} {`,
      `  name   = ${hclString(name)}`,
      `  policy = ${hclJson(json)}`,
      "}",
      "",
      `resource "aws_iam_role_policy_attachment" ${hclString(label)} {`,
      `  role       = ${hclString(role.name)}`,
      `  policy_arn = aws_iam_policy.${label}.arn`,
      "}",
    ].join("\n");
  });
  const old = gone.map(({ name, arn }) => `#   ${commentLine(arn ?? `the inline policy ${name}`)}`);
  return [...blocks, ["# Remove from the configuration of this role:", ...old].join("\n")].join("\n\n");
}

/** Put together by hand: an object would reorder the documents' keys. */
function cloudFormation({ role, made, gone }: Plan): string {
  const description = `Takes the place of ${gone.length} ${gone.length === 1 ? "policy" : "policies"} of the role, to be detached or deleted after it.`;
  const resources = made.map(({ name, json }, at) =>
    [
      `    "LeastPrivilege${at + 1}": {`,
      '      "Type": "AWS::IAM::ManagedPolicy",',
      '      "Properties": {',
      `        "ManagedPolicyName": ${JSON.stringify(name)},`,
      `        "Roles": [${JSON.stringify(role.name)}],`,
      `        "PolicyDocument": ${indented(json, 8).trimStart()}`,
      "      }",
      "    }",
    ].join("\n"),
  );
  return [
    "{",
    '  "AWSTemplateFormatVersion": "2010-09-09",',
    `  "Description": ${JSON.stringify(description)},`,
    '  "Resources": {',
    resources.join(",\n"),
    "  }",
    "}",
  ].join("\n");
}
