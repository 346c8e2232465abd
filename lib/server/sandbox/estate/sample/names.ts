/** Names and documents that hurt: as long as AWS allows, in every alphabet, and shaped like markup, keys and formulas. */
import { allow, type Document, podIdentityTrust, policy, serviceTrust } from "../documents";
import type { Company } from "./company";

const NAMESPACE_63 = `n${"amespace-".repeat(6)}is-at-63`.padEnd(63, "x").slice(0, 63);
const ACCOUNT_253 = `service-account.${"very-long-name.".repeat(15)}${"z".repeat(12)}`.slice(0, 253);

export function hurtfulNames(company: Company): void {
  const { dev } = company;
  const cluster = dev.cluster("eu-west-1", "dev-names-euw1", {
    tags: { тег: "значение", 환경: "개발", "🏷️": "🚀", owner: "日本チーム" },
  });
  const node = dev.roles.get("dev-node");
  if (node === undefined) throw new Error("dev-node is described with the clusters");
  cluster.nodegroup("names", node);
  cluster.addon("eks-pod-identity-agent", "v1.3.10-eksbuild.2");

  const long = dev.role("R".repeat(64), {
    path: "/division/department/team/sub-team/project/component/environment/",
    trust: podIdentityTrust(),
    inline: { "ten-kilobytes": tenKilobytes() },
    tags: { ключ: "значение", キー: "値", emoji: "🦊🔥", long: "v".repeat(256) },
  });
  cluster.associate(NAMESPACE_63, "default", long.arn, { tags: { タグ: "値", ["k".repeat(128)]: "v".repeat(256) } });
  cluster.associate("names", ACCOUNT_253, long.arn);

  dev.policy("pretty-printed", JSON.stringify(policy(allow("s3:GetObject", "arn:aws:s3:::shop-dev-*/*")), null, 4));
  const markup = dev.role("role-with-markup-in-policies", {
    trust: podIdentityTrust(),
    attach: ["pretty-printed"],
    inline: {
      // IAM takes no such name today; a reader must survive it all the same.
      '"><script>': policy({
        Sid: "Markup",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::"><script>alert(1)</script>/*`,
      }),
      "=HYPERLINK(0)": policy({ Sid: "Formula", Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }),
      __proto__x:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sns:Publish","Resource":"*","Condition":{"StringEquals":{"__proto__":"polluted","constructor":"x"}}}}',
    },
    tags: { "<b>owner</b>": '"><img src=x onerror=alert(1)>', note: "=1+1", percent: "100%25 %2F &amp; +" },
  });
  cluster.associate("names", "markup", markup.arn, {
    tags: { "aws:eks:note": "<script>alert(1)</script>", formula: "=cmd|' /C calc'!A0" },
  });
  cluster.associate("constructor", "prototype", markup.arn);

  // The role is gone; the association stayed.
  cluster.associate("names", "role-gone", dev.arn("role/team/deleted-last-spring"), { daysAgo: 300 });
  // The trust still names a principal that was deleted: its unique id is left.
  const orphan = dev.role("trusts-a-deleted-role", {
    trust: policy({ Effect: "Allow", Principal: { AWS: "AROAEXAMPLEDELETED001" }, Action: "sts:AssumeRole" }),
  });
  cluster.associate("names", "orphan-trust", orphan.arn);

  states(company);
}

/** Clusters without anything in them, not yet ready, failed, and not EKS's own. */
function states({ dev, platform }: Company): void {
  dev.cluster("us-east-1", "dev-empty-use1");
  dev.cluster("eu-west-1", "dev-next-euw1", { status: "CREATING", version: "1.35", createdDaysAgo: 0.01 });
  dev.cluster("eu-central-1", "dev-failed-euc1", {
    status: "FAILED",
    healthIssues: [{ code: "IamRoleNotFound", message: "The cluster's IAM role was not found." }],
    roleArn: dev.arn("role/deleted-cluster-role"),
  });
  const connector = platform.role("eks-connector-agent", { trust: serviceTrust("ssm.amazonaws.com") });
  platform.cluster("eu-central-1", "onprem-warehouse", { connector: { provider: "OTHER", roleArn: connector.arn } });
}

/** Some 10,000 characters: the most that a role's inline policies may have. */
function tenKilobytes(): Document {
  const resources = Array.from(
    { length: 238 },
    (_, i) => `arn:aws:s3:::shop-dev-partner-${String(i).padStart(4, "0")}/in/*`,
  );
  return policy(allow(["s3:GetObject", "s3:PutObject"], resources));
}
