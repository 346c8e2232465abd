/** OIDC providers of IAM: made, given an audience, or deleted. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { Remedy } from "../finding";
import { oneLine, option } from "./quote";
import { resourceRemedies } from "./resource";

const AUDIENCE = "sts.amazonaws.com";

/** `issuer` without https://. */
export function createProvider(accountId: string, issuer: string, why: string): readonly Remedy[] {
  const url = `https://${issuer}`;
  const title = "OIDC provider";
  return [
    {
      format: "aws-cli",
      title,
      text: [
        `# Account ${oneLine(accountId)}. ${oneLine(why)}`,
        `aws iam create-open-id-connect-provider ${option("url", url)} ${option("client-id-list", AUDIENCE)}`,
      ].join("\n"),
    },
    ...resourceRemedies(title, {
      name: issuer.slice(issuer.lastIndexOf("/") + 1),
      note: why,
      terraform: {
        type: "aws_iam_openid_connect_provider",
        settings: [
          ["url", url],
          ["client_id_list", [AUDIENCE]],
        ],
      },
      cloudformation: {
        type: "AWS::IAM::OIDCProvider",
        settings: [
          ["Url", url],
          ["ClientIdList", [AUDIENCE]],
        ],
      },
      crossplane: {
        apiVersion: "iam.aws.upbound.io/v1beta1",
        kind: "OpenIDConnectProvider",
        externalName: null,
        settings: [
          ["url", url],
          ["clientIdList", [AUDIENCE]],
        ],
      },
    }),
  ];
}

export function addAudience(providerArn: string, audience: string, why: string): readonly Remedy[] {
  const text = [
    `# Account ${oneLine(parseArn(providerArn)?.accountId ?? "")}. ${oneLine(why)}`,
    `aws iam add-client-id-to-open-id-connect-provider \\`,
    `  ${option("open-id-connect-provider-arn", providerArn)} ${option("client-id", audience)}`,
  ];
  return [{ format: "aws-cli", title: "Audience of the OIDC provider", text: text.join("\n") }];
}

export function deleteProvider(providerArn: string, why: string): readonly Remedy[] {
  const text = [
    `# Account ${oneLine(parseArn(providerArn)?.accountId ?? "")}. ${oneLine(why)}`,
    `aws iam delete-open-id-connect-provider ${option("open-id-connect-provider-arn", providerArn)}`,
  ];
  return [{ format: "aws-cli", title: "Delete the OIDC provider", text: text.join("\n") }];
}
