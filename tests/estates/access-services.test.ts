/** What the pages of workloads and roles say of services agrees with what they can do. Worked out by hand. */
import { describe, expect, it } from "vitest";
import { whatCanQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { askWhatCan } from "@/lib/view/ask";
import { showRole } from "@/lib/view/role-detail";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { showWorkload } from "@/lib/view/workload-detail";
import { allow, deny, table } from "./access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

describe("services of a page", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const inline = {
    own: policy(
      allow(["s3:GetObject", "sqs:SendMessage", "ec2:StopInstances"]),
      allow("sns:Publish", "*", { Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "red" } } }),
      allow("dynamodb:GetItem", "*", { Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } }),
      deny("ec2:*"),
    ),
  };
  const role = builder.role("app", { trust: podTrust(), inline });
  builder.associate(prod, "red/api", role).associate(prod, "blue/api", role);
  builder.associate(prod, "blue/narrow", role, {
    policy: JSON.stringify(policy(allow("s3:*"))),
    disableSessionTags: true,
  });
  const boundary = builder.policy(`arn:aws:iam::${ACCOUNT}:policy/edge`, policy(allow("sqs:*")));
  builder.associate(
    prod,
    "red/wide",
    builder.role("wide", { trust: podTrust(), boundary, inline: { all: policy(allow("*")) } }),
  );
  builder.organization(
    {
      id: "o-example",
      managementAccountId: "999999999999",
      featureSet: "ALL",
      roots: [{ id: "r-root", policyTypes: ["SERVICE_CONTROL_POLICY"] }],
      units: [],
      accounts: [{ id: ACCOUNT, name: "prod", parentId: "r-root", state: "ACTIVE", path: null }],
    },
    [
      {
        id: "p-scp",
        arn: null,
        name: "no queues for app",
        awsManaged: false,
        type: "SCP",
        targets: ["r-root"],
        content: policy(
          allow("*"),
          deny("sqs:*", "*", { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } } }),
        ),
      },
    ],
  );
  const content = builder.build();
  const view = createSnapshotView(content, buildAccessModel(content), { actions: table });
  const at = { account: ACCOUNT, region: "eu-west-1", cluster: "prod" };
  const page = (namespace: string, name: string) => {
    const detail = showWorkload(view, { ...at, namespace, name })!;
    const [own] = detail.credentialRoles;
    return { row: detail.workload.services, states: own!.services.map(({ service, state }) => `${service} ${state}`) };
  };
  const can = (subject: string) =>
    askWhatCan(view, whatCanQuery.parse({ subject, reach: "direct" }))!.services.map(({ service }) => service);

  it("are those that denial, control policy, boundary and session policy leave", () => {
    expect(page("red", "api")).toEqual({
      row: ["dynamodb", "s3", "sns"],
      states: ["dynamodb conditional", "s3 allowed", "sns allowed"],
    });
    expect(page("blue", "api").states).toEqual(["dynamodb conditional", "s3 allowed"]);
    expect(page("blue", "narrow").states).toEqual(["s3 allowed"]);
    expect(page("red", "wide")).toEqual({ row: ["sqs"], states: ["sqs allowed"] });
    expect(showRole(view, { account: ACCOUNT, name: "wide" })?.role.services).toEqual(["sqs"]);
  });

  it("are those of what they can do", () => {
    for (const subject of ["red/api", "blue/api", "blue/narrow", "red/wide"]) {
      const [namespace = "", name = ""] = subject.split("/");
      expect(page(namespace, name).row).toEqual(can(subject));
    }
  });
});
