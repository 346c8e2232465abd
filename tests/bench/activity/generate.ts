/** Believable log files of any number of events: pods of both mechanisms, their nodes, and the rest of an account. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export interface GenerateOptions {
  readonly folder: string;
  readonly events: number;
  readonly eventsPerFile?: number;
  /** Share of events that are written a second time, in another file. */
  readonly duplicates?: number;
  readonly days?: number;
  /** Days after the first of August on which they begin. */
  readonly fromDay?: number;
  readonly seed?: number;
}

export interface Generated {
  readonly files: readonly string[];
  readonly delivered: number;
  readonly unique: number;
  readonly jsonBytes: number;
  readonly gzipBytes: number;
  readonly assumptions: number;
}

const ACCOUNTS = ["111122223333", "444455556666", "777788889999"];
const REGIONS = ["eu-west-1", "us-east-1"];
const CALLS: readonly (readonly [string, string, boolean, string])[] = [
  ["s3", "GetObject", true, "Data"],
  ["s3", "PutObject", false, "Data"],
  ["s3", "ListObjects", true, "Data"],
  ["dynamodb", "GetItem", true, "Data"],
  ["dynamodb", "Query", true, "Data"],
  ["secretsmanager", "GetSecretValue", true, "Management"],
  ["kms", "Decrypt", true, "Management"],
  ["sqs", "ReceiveMessage", true, "Data"],
  ["ssm", "GetParameter", true, "Management"],
  ["ec2", "DescribeInstances", true, "Management"],
  ["logs", "CreateLogStream", false, "Management"],
  ["ecr", "BatchGetImage", true, "Management"],
  ["lambda", "Invoke", false, "Data"],
  ["cloudwatch", "PutMetricData", false, "Management"],
];
const AGENTS = [
  "aws-sdk-go-v2/1.21.2 os/linux lang/go#1.19.13 md/GOOS#linux md/GOARCH#amd64 api/s3#1.42.0",
  "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#5.10 md/arch#x86_64 lang/python#3.11.6",
  "aws-sdk-java/2.30.4 Linux/5.10 OpenJDK_64-Bit_Server_VM/21.0.2 Java/21.0.2 vendor/Amazon",
  "aws-sdk-js/3.1169.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#20.11.0",
];
const START = Date.UTC(2026, 7, 1);

/** The same numbers for the same seed. */
export function generator(seed: number) {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
  const hex = (count: number) => {
    let text = "";
    while (text.length < count)
      text += Math.floor(next() * 4_294_967_296)
        .toString(16)
        .padStart(8, "0");
    return text.slice(0, count);
  };
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  return { next, hex, uuid, below: (limit: number) => Math.floor(next() * limit) };
}

interface Session {
  readonly app: number;
  readonly key: string;
  readonly role: string;
  readonly roleId: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly ip: string;
  readonly agent: string;
  readonly created: string;
  readonly provider: string | null;
}

export function generate(options: GenerateOptions): Generated {
  const { folder, events, eventsPerFile = 5_000, duplicates = 0.001, days = 30, fromDay = 0, seed = 7 } = options;
  const start = START + fromDay * 86_400_000;
  const random = generator(seed);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  let sessions: Session[] = [];
  let delivered = 0;
  let jsonBytes = 0;
  let gzipBytes = 0;
  let assumptions = 0;
  let records: string[] = [];
  const again: string[] = [];
  const flush = () => {
    if (records.length === 0) return;
    const text = `{"Records":[${records.join(",")}]}`;
    const packed = gzipSync(text, { level: 6 });
    const account = ACCOUNTS[files.length % ACCOUNTS.length]!;
    const region = REGIONS[files.length % REGIONS.length]!;
    const at = new Date(start + (days * 86_400_000 * delivered) / events).toISOString();
    const day = at.slice(0, 10).replaceAll("-", "/");
    const below = join(folder, "AWSLogs", account, "CloudTrail", region, day);
    mkdirSync(below, { recursive: true });
    const stamp = at.slice(0, 16).replaceAll(/[-:]/g, "");
    const name = `${account}_CloudTrail_${region}_${stamp}Z_${createHash("sha256").update(packed).digest("hex").slice(0, 16)}.json.gz`;
    writeFileSync(join(below, name), packed);
    files.push(join(below, name));
    delivered += records.length;
    jsonBytes += text.length;
    gzipBytes += packed.length;
    records = [];
  };
  for (let i = 0; i < events; i++) {
    const time = `${new Date(start + (days * 86_400_000 * i) / events).toISOString().slice(0, 19)}Z`;
    // A new session for every forty calls; the agent's own request beside each of Pod Identity.
    if (sessions.length < 40 || random.next() < 0.025) {
      const made = begin(random, time);
      sessions = [...sessions.slice(-400), made.session];
      records.push(made.record);
      assumptions++;
      continue;
    }
    const session = sessions[random.below(sessions.length)]!;
    const record = call(random, session, time);
    records.push(record);
    if (random.next() < duplicates) again.push(record);
    if (records.length >= eventsPerFile) flush();
  }
  const unique = delivered + records.length;
  records.push(...again);
  flush();
  return { files, delivered, unique, jsonBytes, gzipBytes, assumptions };
}

function begin(random: ReturnType<typeof generator>, time: string): { session: Session; record: string } {
  const app = random.below(500);
  const account = ACCOUNTS[app % ACCOUNTS.length]!;
  const region = REGIONS[app % REGIONS.length]!;
  const role = `arn:aws:iam::${account}:role/app-${app}`;
  const roleId = `AROA${(1e15 + app).toString(36).toUpperCase().padStart(17, "X").slice(-17)}`;
  const key = `ASIA${random.hex(16).toUpperCase()}`;
  const cluster = `prod-${app % 5}`;
  const expires = new Date(Date.parse(time) + 21_600_000);
  const written = `${expires.toLocaleString("en-US", { timeZone: "UTC", month: "short", day: "numeric", year: "numeric" })}, ${expires.toLocaleString("en-US", { timeZone: "UTC", hour: "numeric", minute: "2-digit", second: "2-digit" })}`;
  const ip = `10.0.${random.below(32)}.${random.below(250)}`;
  const irsa = app % 3 === 0;
  const name = irsa ? `botocore-session-${Date.parse(time)}` : `eks-${cluster}-app-${app}-${random.uuid()}`;
  const provider = `arn:aws:iam::${account}:oidc-provider/oidc.eks.${region}.amazonaws.com/id/${cluster.toUpperCase()}`;
  const subject = `system:serviceaccount:ns-${app % 40}:app-${app}`;
  const base = { eventVersion: "1.11" };
  const credentials = { accessKeyId: key, sessionToken: random.hex(400), expiration: written };
  const tags = [
    { key: "eks-cluster-arn", value: `arn:aws:eks:${region}:${account}:cluster/${cluster}` },
    { key: "eks-cluster-name", value: cluster },
    { key: "kubernetes-namespace", value: `ns-${app % 40}` },
    { key: "kubernetes-service-account", value: `app-${app}` },
    { key: "kubernetes-pod-name", value: `app-${app}-${random.hex(9)}` },
    { key: "kubernetes-pod-uid", value: random.uuid() },
  ];
  const record = {
    ...base,
    userIdentity: irsa
      ? {
          type: "WebIdentityUser",
          principalId: `${provider}:sts.amazonaws.com:${subject}`,
          userName: subject,
          identityProvider: provider,
        }
      : { type: "AWSService", invokedBy: "pods.eks.amazonaws.com" },
    eventTime: time,
    eventSource: "sts.amazonaws.com",
    eventName: irsa ? "AssumeRoleWithWebIdentity" : "AssumeRole",
    awsRegion: region,
    sourceIPAddress: irsa ? ip : "pods.eks.amazonaws.com",
    userAgent: irsa ? AGENTS[app % AGENTS.length] : "pods.eks.amazonaws.com",
    requestParameters: irsa
      ? { roleArn: role, roleSessionName: name, durationSeconds: 3600 }
      : {
          roleArn: role,
          roleSessionName: name,
          durationSeconds: 21600,
          tags,
          transitiveTagKeys: tags.map((tag) => tag.key),
        },
    responseElements: {
      credentials,
      assumedRoleUser: {
        assumedRoleId: `${roleId}:${name}`,
        arn: `arn:aws:sts::${account}:assumed-role/app-${app}/${name}`,
      },
    },
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: true,
    resources: [{ accountId: account, type: "AWS::IAM::Role", ARN: role }],
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
  };
  const agent = AGENTS[app % AGENTS.length]!;
  const session = {
    app,
    key,
    role,
    roleId,
    name,
    account,
    region,
    ip,
    agent,
    created: time,
    provider: irsa ? provider : null,
  };
  return { session, record: JSON.stringify(record) };
}

function call(random: ReturnType<typeof generator>, session: Session, time: string): string {
  // An app calls a few actions, over and over.
  const [service, action, readOnly, category] = CALLS[(session.app + random.below(5)) % CALLS.length]!;
  const denied = random.next() < 0.01;
  const resource = `arn:aws:${service}:${session.region}:${session.account}:thing/${random.below(200)}`;
  return JSON.stringify({
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: `${session.roleId}:${session.name}`,
      arn: `arn:aws:sts::${session.account}:assumed-role/${session.role.split("/").pop()}/${session.name}`,
      accountId: session.account,
      accessKeyId: session.key,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: session.roleId,
          arn: session.role,
          accountId: session.account,
          userName: session.role.split("/").pop(),
        },
        ...(session.provider === null
          ? {}
          : { webIdFederationData: { federatedProvider: session.provider, attributes: {} } }),
        attributes: { creationDate: session.created, mfaAuthenticated: "false" },
      },
    },
    eventTime: time,
    eventSource: `${service}.amazonaws.com`,
    eventName: action,
    awsRegion: session.region,
    sourceIPAddress: session.ip,
    userAgent: session.agent,
    ...(denied
      ? { errorCode: "AccessDenied", errorMessage: `User is not authorized to perform: ${service}:${action}` }
      : {}),
    requestParameters: {
      bucketName: `bucket-${random.below(50)}`,
      Host: `bucket.${service}.${session.region}.amazonaws.com`,
      key: `data/${random.hex(40)}/${random.hex(16)}.parquet`,
      encryptionContext: { "aws:s3:arn": `arn:aws:s3:::bucket-${random.below(50)}/${random.hex(20)}` },
    },
    responseElements: null,
    additionalEventData: {
      SignatureVersion: "SigV4",
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: random.below(10_000),
      AuthenticationMethod: "AuthHeader",
      "x-amz-id-2": random.hex(76),
      bytesTransferredOut: random.below(1_000_000),
    },
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly,
    resources: [
      { type: "AWS::S3::Object", ARN: resource },
      { accountId: session.account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::bucket-${random.below(50)}` },
    ],
    eventType: "AwsApiCall",
    managementEvent: category === "Management",
    recipientAccountId: session.account,
    eventCategory: category,
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `bucket.${service}.${session.region}.amazonaws.com`,
    },
  });
}
