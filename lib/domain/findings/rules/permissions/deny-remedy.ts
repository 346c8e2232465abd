/** A policy that takes actions away from a role, to stand beside those that it has until they are narrowed. */
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Remedy } from "../../finding";
import { inWords, jsonText, oneLine, option, resourceRemedies, shellWord } from "../../remedy";

export interface Denied {
  readonly actions: readonly string[];
  /** ARNs, or patterns of them. */
  readonly resources: readonly string[];
}

/** `name`: of the inline policy. `advice`: what is better in the long run. */
export function denyRemedies(role: RoleFacts, name: string, denied: Denied, advice: string): readonly Remedy[] {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Sid: "Podlens", Effect: "Deny", Action: denied.actions, Resource: denied.resources }],
  };
  const json = jsonText(JSON.stringify(document, null, 2));
  const title = `Deny it to role ${oneLine(role.name)}`;
  const note = `Inline policy ${name} takes these actions from role ${oneLine(role.name)}, whatever its other policies allow.`;
  return [
    inWords("Narrow what allows it", advice),
    { format: "policy", title, text: json },
    {
      format: "aws-cli",
      title,
      text: [
        `# Account ${role.accountId}. ${note}`,
        `aws iam put-role-policy ${option("role-name", role.name)} ${option("policy-name", name)} \\`,
        `  --policy-document ${shellWord(jsonText(JSON.stringify(document)))}`,
      ].join("\n"),
    },
    ...resourceRemedies(title, {
      name: `${role.name}-${name}`,
      note,
      terraform: {
        type: "aws_iam_role_policy",
        settings: [
          ["name", name],
          ["role", role.name],
          ["policy", { json }],
        ],
      },
      cloudformation: {
        type: "AWS::IAM::RolePolicy",
        settings: [
          ["PolicyName", name],
          ["RoleName", role.name],
          ["PolicyDocument", { json }],
        ],
      },
      crossplane: {
        apiVersion: "iam.aws.upbound.io/v1beta1",
        kind: "RolePolicy",
        externalName: null,
        settings: [
          ["role", role.name],
          ["policy", { json }],
        ],
      },
    }),
  ];
}
