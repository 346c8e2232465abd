/** An endpoint that is not ours: raw answers written by hand, with what other implementations do differently. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hash } from "./expected";
import { type ScanOutcome, scanHere, withEnvironment } from "./harness";

const ACCOUNT = "210987654321";
const CLUSTER = "Zürich_1";
const PATH = `/clusters/${encodeURIComponent(CLUSTER)}`;
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}';
const INLINE = '{ "Statement": {"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a%20b/ü+"} }';

/** Answers by method and path (query and form fields that matter behind it). */
const JSON_ANSWERS: Record<string, unknown> = {
  "POST /listRegions": {
    Regions: [
      { RegionName: "eu-central-2", RegionOptStatus: "ENABLED" },
      { RegionName: "ap-east-1", RegionOptStatus: "DISABLED" },
      { RegionName: null },
    ],
    NextToken: null,
  },
  "GET /clusters": { clusters: [], nextToken: "first/=+?" },
  "GET /clusters nextToken=first/=+?": { clusters: [CLUSTER, null], nextToken: "" },
  [`GET ${PATH}`]: {
    cluster: {
      name: CLUSTER,
      status: "HIBERNATING",
      createdAt: 1700862734.922,
      identity: null,
      health: { issues: [{ code: "NewIssue" }, { message: "only text" }] },
      computeConfig: { enabled: null },
      futureField: { deep: [1] },
      tags: { __proto__x: "1", "emoji 🦄": "ü", nothing: null },
    },
  },
  [`GET ${PATH}/pod-identity-associations`]: { associations: null, nextToken: "p2" },
  [`GET ${PATH}/pod-identity-associations nextToken=p2`]: {
    associations: [
      { associationId: "a-1", namespace: "n", serviceAccount: "s", associationArn: null },
      { namespace: "no id" },
    ],
  },
  [`GET ${PATH}/pod-identity-associations/a-1`]: {
    association: {
      associationId: "a-1",
      namespace: "n",
      serviceAccount: "s",
      roleArn: "arn:aws:iam::210987654321:role/deep/path/pod",
      disableSessionTags: false,
      createdAt: 1,
      modifiedAt: 1700000000.001,
      tags: JSON.parse('{"__proto__":"kept","constructor":"kept"}') as object,
    },
  },
  [`GET ${PATH}/addons`]: { addons: ["x"] },
  [`GET ${PATH}/addons/x`]: {
    addon: { addonName: "x", status: "UNHEARD_OF", health: null, podIdentityAssociations: null },
  },
  [`GET ${PATH}/node-groups`]: {},
  [`GET ${PATH}/fargate-profiles`]: { fargateProfileNames: ["f"] },
  [`GET ${PATH}/fargate-profiles/f`]: { fargateProfile: { selectors: [{ namespace: "a*" }, {}] } },
  [`GET ${PATH}/access-entries`]: { accessEntries: [`arn:aws:sts::${ACCOUNT}:assumed-role/x/y`] },
  [`GET ${PATH}/access-entries/${encodeURIComponent(`arn:aws:sts::${ACCOUNT}:assumed-role/x/y`)}`]: {
    accessEntry: { type: "NEW_TYPE", kubernetesGroups: ["g"] },
  },
  [`GET ${PATH}/access-entries/${encodeURIComponent(`arn:aws:sts::${ACCOUNT}:assumed-role/x/y`)}/access-policies`]: {
    associatedAccessPolicies: [{ policyArn: "arn:aws:eks::aws:cluster-access-policy/P", accessScope: null }],
  },
  [`GET ${PATH}/capabilities`]: { capabilities: [] },
};

const iam = (operation: string, inner: string) =>
  `<?xml version="1.0"?>\n<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">\n  <${operation}Result>\n${inner}\n  </${operation}Result>\n</${operation}Response>`;

function xmlAnswer(form: URLSearchParams): string | null {
  switch (form.get("Action")) {
    case "GetCallerIdentity":
      return `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/ü&amp;co</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
    case "GetAccountAuthorizationDetails":
      // The first page has policies only, and of both kinds, although AWS's own were not asked for.
      return form.get("Marker") === null
        ? iam(
            "GetAccountAuthorizationDetails",
            `<IsTruncated>true</IsTruncated><Marker>m&amp;1</Marker><Policies>
            <member><PolicyName>own</PolicyName><Arn>arn:aws:iam::${ACCOUNT}:policy/own</Arn><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList>
              <member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion><Document>old</Document></member>
              <member><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion><Document>${encodeURIComponent(TRUST)}</Document></member></PolicyVersionList></member>
            <member><PolicyName>ReadOnlyAccess</PolicyName><Arn>arn:aws:iam::aws:policy/ReadOnlyAccess</Arn><DefaultVersionId>v9</DefaultVersionId><PolicyVersionList>
              <member><VersionId>v9</VersionId><IsDefaultVersion>true</IsDefaultVersion><Document>%7B%7D</Document></member></PolicyVersionList></member>
          </Policies>`,
          )
        : iam(
            "GetAccountAuthorizationDetails",
            `<IsTruncated>false</IsTruncated><Marker/><RoleDetailList>
            <member><RoleName>pod</RoleName><Arn>arn:aws:iam::${ACCOUNT}:role/deep/path/pod</Arn><CreateDate>2024-02-29T23:59:59.5Z</CreateDate>
              <AssumeRolePolicyDocument>${encodeURIComponent(TRUST)}</AssumeRolePolicyDocument>
              <RolePolicyList><member><PolicyName>"&gt;&lt;script&gt;</PolicyName><PolicyDocument>${INLINE.replaceAll("&", "&amp;")}</PolicyDocument></member></RolePolicyList>
              <AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn></member><member><PolicyName>own</PolicyName><PolicyArn>arn:aws:iam::${ACCOUNT}:policy/own</PolicyArn></member></AttachedManagedPolicies>
              <Tags><member><Key>__proto__</Key><Value>a</Value></member><member><Key>Größe</Key><Value> 2 &lt; 3 </Value></member><member><Key>empty</Key><Value></Value></member></Tags>
              <RoleLastUsed/></member></RoleDetailList>`,
          );
    case "ListOpenIDConnectProviders":
      return iam(
        "ListOpenIDConnectProviders",
        `<OpenIDConnectProviderList><member><Arn>arn:aws:iam::${ACCOUNT}:oidc-provider/x.example/id/1</Arn></member></OpenIDConnectProviderList>`,
      );
    case "GetOpenIDConnectProvider":
      return iam(
        "GetOpenIDConnectProvider",
        "<Url>x.example/id/1</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>",
      );
    default:
      return null;
  }
}

let server: Server;
let outcome: ScanOutcome;
const unknown: string[] = [];

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? "/", "http://x");
    const token = url.searchParams.get("nextToken");
    const answer = JSON_ANSWERS[`${request.method} ${url.pathname}${token === null ? "" : ` nextToken=${token}`}`];
    const xml = answer === undefined ? xmlAnswer(new URLSearchParams(body)) : null;
    if (answer !== undefined)
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    else if (xml !== null) response.writeHead(200, { "content-type": "text/xml" }).end(xml);
    else {
      unknown.push(`${request.method} ${url.pathname} ${request.headers["x-amz-target"] ?? body.slice(0, 40)}`);
      response
        .writeHead(400, { "content-type": "application/x-amz-json-1.1" })
        .end('{"__type":"AWSOrganizationsNotInUseException","Message":"no organisation"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const variables = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-2",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE000000001",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  outcome = await withEnvironment(variables, () => scanHere({}));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("an endpoint that nobody here wrote", () => {
  it("is read without gaps, and nothing is asked that it does not know but the organisation", () => {
    expect(outcome.summary.gaps).toEqual([]);
    expect(unknown).toEqual([expect.stringContaining("AWSOrganizationsV20161128.DescribeOrganization")]);
  });

  it("gives a cluster with unknown values as they are, and null for what is not there", () => {
    expect(outcome.store.facts("clusters").flat()).toEqual([
      {
        arn: `arn:aws:eks:eu-central-2:${ACCOUNT}:cluster/${CLUSTER}`,
        name: CLUSTER,
        accountId: ACCOUNT,
        region: "eu-central-2",
        status: "HIBERNATING",
        version: null,
        platformVersion: null,
        createdAt: "2023-11-24T21:52:14.922Z",
        endpoint: null,
        certificateAuthority: null,
        oidcIssuer: null,
        roleArn: null,
        authenticationMode: null,
        autoMode: false,
        autoModeNodeRoleArn: null,
        endpointPublicAccess: null,
        endpointPrivateAccess: null,
        connected: false,
        healthIssues: [
          { code: "NewIssue", message: null },
          { code: null, message: "only text" },
        ],
        tags: { __proto__x: "1", "emoji 🦄": "ü" },
      },
    ]);
  });

  it("gives associations over empty pages, with tags that are called as object members are", () => {
    const [association, ...others] = outcome.store.facts("associations").flat();
    expect(others).toEqual([]);
    expect(association).toMatchObject({
      arn: `arn:aws:eks:eu-central-2:${ACCOUNT}:podidentityassociation/${CLUSTER}/a-1`,
      disableSessionTags: false,
      targetRoleArn: null,
      createdAt: "1970-01-01T00:00:01.000Z",
      modifiedAt: "2023-11-14T22:13:20.001Z",
    });
    expect(Object.entries(association?.tags ?? {})).toEqual([
      ["__proto__", "kept"],
      ["constructor", "kept"],
    ]);
  });

  it("gives the rest of the cluster", () => {
    expect(outcome.store.facts("addons").flat()).toMatchObject([
      { name: "x", status: "UNHEARD_OF", podIdentityAssociations: [], healthIssues: [] },
    ]);
    expect(outcome.store.facts("nodegroups")).toEqual([[]]);
    expect(outcome.store.facts("fargate-profiles").flat()).toMatchObject([
      {
        name: "f",
        selectors: [
          { namespace: "a*", labels: {} },
          { namespace: null, labels: {} },
        ],
      },
    ]);
    expect(outcome.store.facts("access-entries").flat()).toMatchObject([
      {
        type: "NEW_TYPE",
        kubernetesGroups: ["g"],
        accessPolicies: [{ policyArn: "arn:aws:eks::aws:cluster-access-policy/P", scopeType: null, namespaces: [] }],
      },
    ]);
  });

  it("gives roles with documents as they were put, encoded or not", () => {
    const [role] = outcome.store.facts("roles").flat();
    expect(role).toMatchObject({
      arn: `arn:aws:iam::${ACCOUNT}:role/deep/path/pod`,
      roleId: null,
      name: "pod",
      path: "/deep/path/",
      createdAt: "2024-02-29T23:59:59.500Z",
      trustPolicy: hash(TRUST),
      inlinePolicies: [{ name: '"><script>', document: hash(INLINE) }],
      attachedPolicies: [
        { name: null, arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        { name: "own", arn: `arn:aws:iam::${ACCOUNT}:policy/own` },
      ],
    });
    expect(Object.entries(role?.tags ?? {})).toEqual([
      ["__proto__", "a"],
      ["Größe", " 2 < 3 "],
      ["empty", ""],
    ]);
    expect(outcome.store.documents.get(hash(INLINE))).toBe(INLINE);
    expect(outcome.store.facts("role-usage").flat()).toEqual([
      { arn: role?.arn, lastUsedAt: null, lastUsedRegion: null },
    ]);
  });

  it("gives policies in their default version, and asks for none that came along", () => {
    const policies = outcome.store.facts("managed-policies").flat();
    expect(policies).toContainEqual({
      arn: `arn:aws:iam::${ACCOUNT}:policy/own`,
      name: "own",
      kind: "customer",
      defaultVersionId: "v2",
      document: hash(TRUST),
    });
    expect(policies).toContainEqual({
      arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      name: "ReadOnlyAccess",
      kind: "aws",
      defaultVersionId: "v9",
      document: hash("{}"),
    });
    expect(policies).toHaveLength(2);
  });
});
