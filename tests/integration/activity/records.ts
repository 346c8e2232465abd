/** CloudTrail records in the shapes that were seen recorded, with made-up content. */
export type Fields = Record<string, unknown>;

export const ACCOUNT = "111122223333";
export const TARGET = "444455556666";
export const REGION = "eu-west-1";
export const CLUSTER = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/prod`;
export const ISSUER = `oidc.eks.${REGION}.amazonaws.com/id/EXAMPLE1`;
export const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;

let count = 0;
export function eventId(): string {
  return `00000000-0000-4000-8000-${(++count).toString(16).padStart(12, "0")}`;
}

export const roleArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
export const roleId = (name: string) => `AROA${name.toUpperCase().replace(/[^A-Z]/g, "X")}`;

const POD_UUID = "d1861451-6ee5-4069-ae5d-741cbb99692a";
export const podSession = (cluster: string, pod: string, uuid = POD_UUID) =>
  `eks-${cluster.slice(0, 10)}-${pod.slice(0, 10)}-${uuid}`;

function base(time: string, more: Fields): Fields {
  return {
    eventVersion: "1.11",
    eventTime: time,
    awsRegion: REGION,
    eventID: eventId(),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: "Management",
    readOnly: true,
    ...more,
  };
}

const written = (time: string, hours: number) => {
  const at = new Date(Date.parse(time) + hours * 3_600_000);
  const day = at.toLocaleDateString("en-US", { timeZone: "UTC", month: "short", day: "numeric", year: "numeric" });
  const clock = at.toLocaleTimeString("en-US", { timeZone: "UTC" });
  return `${day}, ${clock}`;
};

function issued(role: string, session: string, key: string, time: string, account = ACCOUNT, hours = 6): Fields {
  return {
    credentials: { accessKeyId: key, sessionToken: "REDACTED", expiration: written(time, hours) },
    assumedRoleUser: {
      assumedRoleId: `${roleId(role)}:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    },
  };
}

export interface Pod {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly pod: string;
}

const tagsOf = ({ namespace, serviceAccount, pod }: Pod): Record<string, string> => ({
  "eks-cluster-arn": CLUSTER,
  "eks-cluster-name": "prod",
  "kubernetes-namespace": namespace,
  "kubernetes-service-account": serviceAccount,
  "kubernetes-pod-name": pod,
  "kubernetes-pod-uid": "376f3cff-44fe-4a00-b9d4-970555f311d3",
});

/** EKS assumes the pod's role; without `pod` its session tags are off. */
export function podIdentity(
  time: string,
  of: { role: string; key: string; session: string; pod?: Pod; more?: Fields },
): Fields {
  const tags = of.pod ? Object.entries(tagsOf(of.pod)).map(([key, value]) => ({ key, value })) : null;
  return base(time, {
    userIdentity: { type: "AWSService", invokedBy: "pods.eks.amazonaws.com" },
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRole",
    sourceIPAddress: "pods.eks.amazonaws.com",
    userAgent: "pods.eks.amazonaws.com",
    requestParameters: {
      roleArn: roleArn(of.role),
      roleSessionName: of.session,
      durationSeconds: 21_600,
      ...(tags ? { tags, transitiveTagKeys: tags.map(({ key }) => key) } : {}),
    },
    responseElements: { ...issued(of.role, of.session, of.key, time), ...(tags ? { packedPolicySize: 55 } : {}) },
    resources: [{ accountId: ACCOUNT, type: "AWS::IAM::Role", ARN: roleArn(of.role) }],
    ...of.more,
  });
}

/** The node's agent asks EKS for a pod's credentials. */
export function agentRequest(time: string, node: string, denied = false): Fields {
  return base(time, {
    userIdentity: sessionIdentity("nodes", node, "ASIANODE"),
    eventSource: "eks-auth.amazonaws.com",
    eventName: "AssumeRoleForPodIdentity",
    sourceIPAddress: "192.0.2.10",
    userAgent: "aws-sdk-go-v2/1.21.2 api/eksauth#1.0.0",
    ...(denied
      ? {
          errorCode: "AccessDenied",
          errorMessage: "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
        }
      : {}),
    requestParameters: { clusterName: "prod", token: "HIDDEN_DUE_TO_SECURITY_REASONS" },
    responseElements: null,
  });
}

export function irsa(
  time: string,
  of: { role: string; key: string | null; subject: string; session: string; more?: Fields },
): Fields {
  return base(time, {
    userIdentity: {
      type: "WebIdentityUser",
      principalId: `${PROVIDER}:sts.amazonaws.com:${of.subject}`,
      userName: of.subject,
      identityProvider: PROVIDER,
    },
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRoleWithWebIdentity",
    sourceIPAddress: "192.0.2.20",
    userAgent: "aws-sdk-go/1.45.1",
    requestParameters: { roleArn: roleArn(of.role), roleSessionName: of.session },
    ...(of.key === null
      ? { errorCode: "AccessDenied", errorMessage: "An unknown error occurred", responseElements: null }
      : { responseElements: issued(of.role, of.session, of.key, time, ACCOUNT, 1) }),
    ...of.more,
  });
}

export function sessionIdentity(role: string, session: string, key: string | null, account = ACCOUNT): Fields {
  return {
    type: "AssumedRole",
    principalId: `${roleId(role)}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    ...(key === null ? {} : { accessKeyId: key }),
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: roleId(role),
        arn: roleArn(role, account),
        accountId: account,
        userName: role,
      },
      attributes: { mfaAuthenticated: "false" },
    },
  };
}

/** A role's session assumes another role. */
export function chained(
  time: string,
  of: { from: Fields; role: string; session: string; key: string; account?: string; more?: Fields },
): Fields {
  const account = of.account ?? ACCOUNT;
  return base(time, {
    userIdentity: of.from,
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRole",
    sourceIPAddress: "192.0.2.30",
    userAgent: "aws-cli/2.15.38",
    requestParameters: { roleArn: roleArn(of.role, account), roleSessionName: of.session, durationSeconds: 3_600 },
    responseElements: issued(of.role, of.session, of.key, time, account, 1),
    ...of.more,
  });
}

export function call(time: string, identity: Fields, source: string, name: string, more: Fields = {}): Fields {
  return base(time, {
    userIdentity: identity,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    sourceIPAddress: "192.0.2.40",
    userAgent: "aws-sdk-java/2.30",
    requestParameters: null,
    responseElements: null,
    ...more,
  });
}

export { tagsOf };
