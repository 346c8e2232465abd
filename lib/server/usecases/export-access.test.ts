/** Exports that rest on the access index, from a small estate. */
import { describe, expect, it } from "vitest";
import { whoCanText } from "@/lib/cli/commands/who-can-text";
import { exportedPermission, permissionColumns } from "@/lib/contracts/export-permissions";
import { csvText } from "@/lib/server/export/csv";
import { jsonText } from "@/lib/server/export/json";
import { allow, bucket, deny, withResources } from "@/tests/estates/access-estate";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { planExport } from "./export-plan";
import { renderExport } from "./render-export";

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const tenant = builder.role("tenant", {
    trust: podTrust(),
    inline: {
      own: policy(
        allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::plain/${aws:PrincipalTag/kubernetes-namespace}/*"),
        allow("ec2:St*Instances", "*", {
          Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "red" } },
        }),
        deny("ec2:StartInstances"),
      ),
    },
  });
  builder.associate(prod, "red/api", tenant).associate(prod, "blue/api", tenant);
  builder.associate(prod, "red/gone", "arn:aws:iam::111122223333:role/gone");
  return withResources(builder, [bucket("plain", null)]);
}

const content = estate();

async function write(view: string, format: string, filter = "", expand = false): Promise<string> {
  const { text } = await renderExport(content, planExport({ view, format, filter, expand }), {
    json: jsonText,
    csv: csvText,
    xlsx: () => [],
  });
  return [...text].join("");
}

describe("permissions", () => {
  it("are those of each workload under its own facts", async () => {
    const { format, permissions } = JSON.parse(await write("permissions", "json"));
    expect(format).toBe("podlens.permissions/v1");
    const rows = permissions.map((row: unknown) => exportedPermission.parse(row));
    const short = rows.map((row: Record<string, unknown>) => [
      row.namespace,
      row.action,
      row.resource,
      row.effect,
      row.condition,
    ]);
    expect(short.sort()).toEqual([
      ["blue", "s3:GetObject", "arn:aws:s3:::plain/blue/*", "allowed", null],
      ["blue", "s3:PutObject", "arn:aws:s3:::plain/blue/*", "allowed", null],
      ["red", "ec2:St*Instances", "*", "allowed", null],
      ["red", "s3:GetObject", "arn:aws:s3:::plain/red/*", "allowed", null],
      ["red", "s3:PutObject", "arn:aws:s3:::plain/red/*", "allowed", null],
    ]);
    expect(Object.keys(permissions[0])).toEqual([...permissionColumns]);
    const limited = rows.find((row: { action: string }) => row.action === "ec2:St*Instances");
    expect(limited.limitedBy).toEqual(["identity own#2"]);
  });

  it("as CSV, and an action a row with a filter", async () => {
    const csv = await write("permissions", "csv", "namespace=red", true);
    const [head, ...lines] = csv.trim().split("\r\n");
    expect(head).toBe(permissionColumns.join(","));
    expect(lines.map((line) => line.split(",")[6]).sort()).toEqual([
      "ec2:StopInstances",
      "s3:GetObject",
      "s3:PutObject",
    ]);
    expect(() => planExport({ view: "permissions", format: "csv", expand: true })).toThrow(/--filter/);
  });
});

describe("who-can", () => {
  const filter = "action=ec2:StopInstances";

  it("as JSON, CSV and lines for a terminal", async () => {
    const answer = JSON.parse(await write("who-can", "json", filter));
    expect(answer).toMatchObject({
      format: "podlens.who-can/v1",
      counts: { allowed: 1 },
      workloads: [{ verdict: "allowed", workload: { namespace: "red" } }],
    });
    const lines = [...whoCanText(answer)];
    expect(lines).toContain("allowed     red/api in prod");
    expect(lines.join("\n")).toContain("own, statement 1: Allows ec2:St*Instances on every resource");
    expect((await write("who-can", "csv", filter)).split("\r\n")[1]).toContain(",red,api,allowed,full,full,direct,0,");
  });

  it("refuses what is no question", () => {
    expect(() => planExport({ view: "who-can", format: "json", filter: "" })).toThrow(/action/);
    expect(() => planExport({ view: "who-can", format: "json", filter: "action=s3:GetObject&colour=red" })).toThrow(
      /colour/,
    );
  });
});
