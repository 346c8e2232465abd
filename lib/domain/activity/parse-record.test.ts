import { describe, expect, it, test } from "vitest";
import { loadActionTable } from "@/lib/domain/policy/table";
import { directAttribution } from "./direct-attribution";
import { iamAction } from "./event-action";
import data from "./event-actions.data.json";
import { parseRecord } from "./parse-record";
import { isPodIdentitySession, podPartOf, sessionFitsCluster } from "./session-name";
import { expirationOf, timeOf } from "./values";

const sts = {
  eventVersion: "1.08",
  userIdentity: { type: "AWSService", invokedBy: "pods.eks.amazonaws.com" },
  eventTime: "2026-11-20T10:00:00Z",
  eventSource: "sts.amazonaws.com",
  eventName: "AssumeRole",
  awsRegion: "eu-west-1",
  eventID: "00000000-0000-4000-8000-000000000001",
  requestParameters: {
    roleArn: "arn:aws:iam::111122223333:role/app",
    roleSessionName: "eks-prod-app-0b7d1f5e-3c1a-4b8e-9f63-2a6f0d1c9e11",
    tags: [
      { value: "arn:aws:eks:eu-west-1:111122223333:cluster/prod", key: "eks-cluster-arn" },
      { key: "kubernetes-namespace", value: "ns" },
      { key: "kubernetes-service-account", value: "sa" },
    ],
  },
  responseElements: { credentials: { accessKeyId: "ASIA1", expiration: "Nov 20, 2026, 4:00:00\u202fPM" } },
};

const PROVIDER = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X1";

function assumption(record: unknown) {
  const parsed = parseRecord(record);
  if (parsed.kind !== "assumption") throw new Error(parsed.kind);
  return parsed;
}

describe("records of assumptions", () => {
  it("give tags in either order, the key, and its end", () => {
    const { event, assumption: facts } = assumption(sts);
    expect(facts).toMatchObject({
      form: "pod-identity",
      outcome: "success",
      issuedKey: "ASIA1",
      namespace: "ns",
      serviceAccount: "sa",
    });
    expect(facts.expiresAt).toBe(Date.UTC(2026, 10, 20, 16));
    // No recipient is named: it is the account of the role.
    expect(event.accountId).toBe("111122223333");
    expect(directAttribution(facts)).toMatchObject({ mechanism: "pod-identity", confidence: "tags", namespace: "ns" });
  });

  it("tell how full session tags and policies are, a number or, out of Athena, its text", () => {
    const packed = (packedPolicySize: unknown) => {
      const responseElements = { ...sts.responseElements, packedPolicySize };
      return assumption({ ...sts, responseElements }).assumption.packedPolicySize;
    };
    expect([packed(55), packed("74"), packed(undefined), packed(-1), packed("much"), packed({})]).toEqual([
      55,
      74,
      null,
      null,
      null,
      null,
    ]);
  });

  it.each([
    [
      "an object",
      (tags: { key: string; value: string }[]) => Object.fromEntries(tags.map((tag) => [tag.key, tag.value])),
    ],
    [
      "the API's capitals",
      (tags: { key: string; value: string }[]) => tags.map(({ key, value }) => ({ Key: key, Value: value })),
    ],
  ])("read tags that were written anew as %s", (_, form) => {
    const requestParameters = { ...sts.requestParameters, tags: form(sts.requestParameters.tags) };
    const { assumption: facts } = assumption({ ...sts, requestParameters });
    expect(directAttribution(facts)).toMatchObject({ confidence: "tags", namespace: "ns", serviceAccount: "sa" });
  });

  it("know the cluster by its name, in the account and region of EKS's own call", () => {
    const tags = [{ key: "eks-cluster-name", value: "prod" }, ...sts.requestParameters.tags.slice(1)];
    const named = { ...sts, recipientAccountId: "111122223333", requestParameters: { ...sts.requestParameters, tags } };
    const { assumption: facts } = assumption(named);
    expect(facts.clusterArn).toBe("arn:aws:eks:eu-west-1:111122223333:cluster/prod");
    expect(directAttribution(facts).confidence).toBe("tags");
  });

  it("end with the time that was asked for, where the answer is not recorded", () => {
    const ends = (durationSeconds: unknown, more = {}) =>
      assumption({ ...sts, requestParameters: { durationSeconds }, responseElements: null, ...more }).assumption
        .expiresAt;
    expect([ends(3_600), ends("900")]).toEqual([Date.UTC(2026, 10, 20, 11), Date.UTC(2026, 10, 20, 10, 15)]);
    expect([ends(1), ends("x"), ends(undefined), ends(3_600, { errorCode: "AccessDenied" })]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("are EKS's also where services are hosts of China", () => {
    const eks = "pods.eks.amazonaws.com.cn";
    const { assumption: facts } = assumption({
      ...sts,
      eventSource: "sts.amazonaws.com.cn",
      userIdentity: { type: "AWSService", invokedBy: eks },
      sourceIPAddress: eks,
    });
    expect(facts.form).toBe("pod-identity");
  });

  it.each([
    ["in principalId alone", { userName: undefined }, {}],
    ["in principalId, with the provider", { userName: undefined, identityProvider: undefined }, {}],
    ["with the issuer in place of its ARN", { identityProvider: "https://oidc.eks.eu-west-1.amazonaws.com/id/X1" }, {}],
    [
      "in the answer alone",
      { principalId: undefined, userName: undefined, identityProvider: undefined },
      { subjectFromWebIdentityToken: "system:serviceaccount:ns:sa", provider: PROVIDER },
    ],
  ])("of a token find subject and issuer %s", (_, identity, responseElements) => {
    const { assumption: facts } = assumption({
      ...sts,
      eventName: "AssumeRoleWithWebIdentity",
      userIdentity: {
        type: "WebIdentityUser",
        principalId: `${PROVIDER}:sts.amazonaws.com:system:serviceaccount:ns:sa`,
        userName: "system:serviceaccount:ns:sa",
        identityProvider: PROVIDER,
        ...identity,
      },
      responseElements,
    });
    const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/X1";
    expect(directAttribution(facts)).toMatchObject({
      confidence: "oidc-subject",
      issuer,
      namespace: "ns",
      serviceAccount: "sa",
    });
  });

  it("of a node's agent name the node by its instance, managed ones among them, and by nothing else", () => {
    const node = (session: string) =>
      assumption({
        ...sts,
        eventSource: "eks-auth.amazonaws.com",
        eventName: "AssumeRoleForPodIdentity",
        userIdentity: {
          type: "AssumedRole",
          principalId: `AROA1:${session}`,
          arn: `arn:aws:sts::1:assumed-role/n/${session}`,
        },
      }).assumption.node;
    expect(["i-07574d724fb843fda", "mi-0123456789abcdef0", "i-wanted-this", "bob"].map(node)).toEqual([
      "i-07574d724fb843fda",
      "mi-0123456789abcdef0",
      null,
      null,
    ]);
  });

  it("believe tags only of EKS", () => {
    const person = { ...sts, userIdentity: { type: "IAMUser", arn: "arn:aws:iam::1:user/x", accountId: "1" } };
    expect(directAttribution(assumption(person).assumption)).toMatchObject({ mechanism: null, confidence: "none" });
  });

  it.each([
    ["null", null],
    ["a list", []],
    ["text", "x"],
    ["tags of another form", { tags: { "eks-cluster-arn": 7 }, roleArn: 12 }],
    ["tags without end", { tags: Array.from({ length: 5_000 }, () => ({ key: "k", value: "v" })) }],
  ])("bear request parameters that are %s", (_, requestParameters) => {
    const { assumption: facts, odd } = assumption({ ...sts, requestParameters });
    expect(facts).toMatchObject({ form: "pod-identity", namespace: null, roleArn: null });
    expect(odd).toBe("AssumeRole without a role");
  });

  it("name the role by the resource, or the message, where the request does not", () => {
    const arn = "arn:aws:iam::111122223333:role/x";
    const bare = { ...sts, requestParameters: null, responseElements: null };
    expect(assumption({ ...bare, resources: [{ ARN: arn }] }).assumption.roleArn).toBe(arn);
    const errorMessage = `User: u is not authorized to perform: sts:AssumeRole on resource: ${arn} with an explicit deny`;
    expect(assumption({ ...bare, errorCode: "AccessDenied", errorMessage }).assumption).toMatchObject({
      roleArn: arn,
      outcome: "denied",
    });
  });
});

test.each([[null], [7], ["x"], [[]], [{}], [{ eventName: "x" }], [{ ...sts, eventSource: {} }]])(
  "%j is no record",
  (value) => {
    expect(parseRecord(value)).toEqual({ kind: "unrecognised", why: "not-a-record" });
  },
);

test("a record without a time that can be is not kept, insights and digests are passed over", () => {
  for (const eventTime of [null, 5, "soon", "2026-13-01T00:00:00Z", "9999-01-01T00:00:00Z"])
    expect(parseRecord({ ...sts, eventTime })).toEqual({ kind: "unrecognised", why: "wrong-type" });
  expect(parseRecord({ ...sts, eventCategory: "Insight" }).kind).toBe("ignored");
  expect(parseRecord({ digestS3Bucket: "b", digestStartTime: "x" }).kind).toBe("ignored");
});

test("what is new is kept and said", () => {
  expect(parseRecord({ ...sts, eventVersion: "2.0" })).toMatchObject({ kind: "assumption", odd: "event version 2.0" });
  expect(parseRecord({ ...sts, eventName: "X", userIdentity: { type: "Robot" } })).toMatchObject({
    kind: "call",
    odd: "identity type Robot",
  });
});

test("times", () => {
  expect(timeOf("2026-11-20T10:00:00Z")).toBe(Date.UTC(2026, 10, 20, 10));
  expect(timeOf("2026-11-20T10:00:00.5+01:00")).toBe(Date.UTC(2026, 10, 20, 9, 0, 0, 500));
  expect(expirationOf("Apr 16, 2024, 12:20:04 AM")).toBe(Date.UTC(2024, 3, 16, 0, 20, 4));
  expect(expirationOf("Apr 16, 2024, 3:20:04 PM")).toBe(Date.UTC(2024, 3, 16, 15, 20, 4));
});

test("session names of EKS", () => {
  const name = "eks-eksworksho-app1-v1-56-d1861451-6ee5-4069-ae5d-741cbb99692a";
  expect(isPodIdentitySession(name)).toBe(true);
  expect(isPodIdentitySession("eks-made-by-hand")).toBe(false);
  expect(sessionFitsCluster(name, "eksworkshop-eksctl")).toBe(true);
  expect(sessionFitsCluster(name, "eks")).toBe(false);
  expect(podPartOf(name, "eksworkshop-eksctl")).toBe("app1-v1-56");
});

describe("IAM actions of events", () => {
  it.each([
    ["s3.amazonaws.com", "ListObjectsV2", "s3:ListBucket"],
    ["s3.amazonaws.com", "GetObject", "s3:GetObject"],
    ["monitoring.amazonaws.com", "PutMetricData", "cloudwatch:PutMetricData"],
    ["lambda.amazonaws.com", "ListFunctions20150331", "lambda:ListFunctions"],
    ["lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction"],
    ["cloudfront.amazonaws.com", "GetDistribution2020_05_31", "cloudfront:GetDistribution"],
    ["signin.amazonaws.com", "ConsoleLogin", null],
    ["dynamodb.amazonaws.com", "TransactWriteItems", null],
  ])("%s %s", (source, name, action) => {
    expect(iamAction(source, name)).toBe(action);
  });

  it("are all actions that there are", async () => {
    const table = await loadActionTable();
    for (const [service, events] of Object.entries(data.actions as Record<string, Record<string, string | null>>))
      for (const action of Object.values(events))
        if (action !== null) expect(table.actionId(`${service}:${action}`), `${service}:${action}`).not.toBeNull();
  });
});
