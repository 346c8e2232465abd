/** A role's corrected trust policy, in every format. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { type PolicyDocument, printPolicy } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Remedy } from "../finding";
import { jsonText, oneLine, option, shellWord } from "./quote";
import { resourceRemedies } from "./resource";

/** IAM counts no white space. Source: IAM User Guide, "IAM and AWS STS quotas". */
export const TRUST_CHARACTERS = { default: 2048, most: 8192 } as const;

export function trustLength(document: PolicyDocument): number {
  return lengthOf(compactText(document));
}

function lengthOf(text: string): number {
  return text.includes(" ") ? text.replace(/\s/g, "").length : text.length;
}

const compact = new WeakMap<PolicyDocument, string>();

/** A document is measured before it is written. */
function compactText(document: PolicyDocument): string {
  let text = compact.get(document);
  if (text === undefined) {
    text = jsonText(printPolicy(document, 0));
    compact.set(document, text);
  }
  return text;
}

/** The whole document first, then ways to put it in place. `note`: what was changed and why, one sentence. */
export function trustRemedies(role: RoleFacts, corrected: PolicyDocument, note: string): readonly Remedy[] {
  const json = jsonText(printPolicy(corrected));
  const short = compactText(corrected);
  const title = `Trust policy of ${role.name}`;
  const long = lengthNote(lengthOf(short));
  const about = `${note} Only the trust policy changes: keep the other settings of the role.${long}`;
  return [
    { format: "policy", title, text: json },
    { format: "aws-cli", title, text: updateTrust(role, short, `${note}${long}`) },
    ...resourceRemedies(title, {
      name: role.name,
      note: about,
      terraform: {
        type: "aws_iam_role",
        settings: [
          ["name", role.name],
          ["path", role.path],
          ["assume_role_policy", { json }],
        ],
      },
      cloudformation: {
        type: "AWS::IAM::Role",
        settings: [
          ["RoleName", role.name],
          ["Path", role.path],
          ["AssumeRolePolicyDocument", { json }],
        ],
      },
      crossplane: {
        apiVersion: "iam.aws.upbound.io/v1beta1",
        kind: "Role",
        externalName: role.name,
        settings: [
          ["path", role.path],
          ["assumeRolePolicy", { json }],
        ],
      },
    }),
  ];
}

function updateTrust(role: RoleFacts, compact: string, note: string): string {
  const account = parseRoleArn(role.arn)?.accountId ?? role.accountId;
  return [
    `# Account ${oneLine(account)}. ${oneLine(note)}`,
    `aws iam update-assume-role-policy ${option("role-name", role.name)} \\`,
    `  --policy-document ${shellWord(compact)}`,
  ].join("\n");
}

function lengthNote(length: number): string {
  return length <= TRUST_CHARACTERS.default
    ? ""
    : ` It has ${length} characters: IAM allows ${TRUST_CHARACTERS.default} unless the quota was raised.`;
}
