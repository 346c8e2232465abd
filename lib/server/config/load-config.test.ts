import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultConfig } from "@/lib/contracts/config";
import { readEnvironment } from "./environment";
import { loadConfig } from "./load-config";
import { parseConfig } from "./parse-config";

const whole = `
scope:
  accounts:
    - { id: "111122223333", name: payments-prod, roleArn: "arn:aws:iam::111122223333:role/PodlensReader", externalId: "some-id" }
  organization:
    { roleName: PodlensReader, externalId: "ext", roleArn: "arn:aws:iam::111111111111:role/PodlensOrganizationReader",
      organizationalUnits: [ou-ab12-cdef3456], exclude: ["999988887777"] }
  regions: all
  clusters: { exclude: ["sandbox-*"] }
kubernetes: { enabled: true }
labels:
  owner: ["tag:owner", "annotation:team", "namespace-annotation:team"]
  environment: ["tag:env", "cluster-tag:env"]
network: { egress: ["198.51.100.0/24", "2001:db8::/32"] }
schedule: { scan: "0 */6 * * *", activity: "*/15 * * * *" }
activity:
  days: 90
  sources:
    - { type: lookup-events }
    - { type: files, path: ./cloudtrail }
    - { type: s3, bucket: org-trail, prefix: "AWSLogs/o-abc123", region: eu-west-1 }
    - { type: athena, workgroup: audit, database: audit, table: cloudtrail_logs, output: "s3://results/podlens/",
        partitions: { account: account, region: region, day: timestamp } }
server: { host: 127.0.0.1, port: 3000 }
auth: { mode: none }
`;

const messageOf = (text: string) => {
  try {
    parseConfig(text, "podlens.yaml");
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid-config", file: "podlens.yaml" });
    const { message } = error as Error;
    expect(message).not.toContain("\n");
    return message;
  }
  return "accepted";
};

describe("podlens.yaml", () => {
  it("takes every key of the documentation", () => {
    const config = parseConfig(whole, "podlens.yaml");
    expect(config.scope.organization?.organizationalUnits).toEqual(["ou-ab12-cdef3456"]);
    expect(config.activity.sources).toHaveLength(4);
    expect(config.scope.accounts[0]?.externalId).toBe("some-id");
  });

  it("may be empty", () => {
    for (const text of ["", "# nothing yet", "---\n"]) expect(parseConfig(text, "f")).toEqual(defaultConfig());
    expect(defaultConfig()).toMatchObject({
      scope: { regions: "all", accounts: [] },
      server: { host: "127.0.0.1", port: 3000 },
      limits: { mode: "steady" },
    });
  });

  it.each([
    ["scop: 1", "line 1: scop: unknown key"],
    ["scope:\n  regionz: all", "line 2: scope.regionz: unknown key"],
    ["__proto__: { a: 1 }", "__proto__: unknown key"],
    ["scope:\n  constructor: 1", "scope.constructor: unknown key"],
    ["scope:\n  <<: { regions: all }", "scope.<<: unknown key"],
    ["scope: { accounts: [{ id: 111122223333 }] }", "scope.accounts[0].id: must be 12 digits in quotes"],
    ["scope: { accounts: { id: 1 } }", "scope.accounts: must be a list, not a group of keys"],
    [
      "scope: { accounts: [{ id: '111122223333' }, { id: '111122223333' }] }",
      "scope.accounts[1].id: names an account twice",
    ],
    [
      "scope: { accounts: [{ id: '111122223333', roleArn: 'arn:aws:iam::222222222222:role/x' }] }",
      "roleArn: is a role of another account",
    ],
    ["scope:\n  regions: [eu-west-1, Europe]", "scope.regions[1]: must be the name of a region"],
    ["scope: { organization: { externalId: abc } }", "scope.organization.roleName: is missing"],
    ["server: { port: '3000' }", "server.port: must be a port number"],
    ["server: { port: 70000 }", "server.port: must be at most 65535"],
    ["activity: { days: 1.5 }", "activity.days: must be a whole number of days"],
    ["activity: { sources: [{ type: s3, bucket: abc, foo: 1 }] }", "activity.sources[0].foo: unknown key"],
    [
      "activity: { sources: [{ type: kafka }] }",
      "activity.sources[0].type: must be lookup-events, files, s3 or athena",
    ],
    ["network: { egress: [1.2.3.4] }", "network.egress[0]: must be an address range"],
    ["labels: { owner: [owner] }", "labels.owner[0]: must be one of tag:KEY"],
    ["schedule: { scan: sometimes }", "schedule.scan: must be a cron pattern"],
    ["auth: { mode: none }\nserver: { host: 0.0.0.0 }", "auth.mode: none is for 127.0.0.1 only"],
    ["limits: { mode: fast }", "limits.mode: must be steady or probe"],
    ["- 1", "must be a group of keys, not a list"],
    ["just text", "must be a group of keys, not text"],
  ])("refuses %j and says where", (text, expected) => {
    expect(messageOf(text)).toContain(expected);
    expect(messageOf(text)).toContain("podlens.yaml");
  });

  it.each([
    ["a: 1\na: 2", "a: stands twice"],
    ["scope:\n  regions: all\n  regions: all", "line 3: regions: stands twice"],
    ["scope: [", "no valid YAML"],
    ["a: *nothing", "no valid YAML"],
    ["---\na: 1\n---\nb: 1", "no valid YAML"],
    ["a: !!js/function 'x'", "no valid YAML"],
    ["scope: !!set { a }", "no valid YAML"],
    ["[".repeat(100_000), "nested more than"],
    ["- ".repeat(100_000), "no valid YAML"],
    [
      Array.from(
        { length: 9 },
        (_, i) =>
          `k${i}: &k${i} [${
            i === 0
              ? "x"
              : Array(9)
                  .fill(`*k${i - 1}`)
                  .join()
          }]`,
      ).join("\n"),
      "no valid YAML",
    ],
  ])("refuses hostile or broken YAML (%#)", (text, expected) => {
    expect(messageOf(text)).toContain(expected);
  });
});

describe("the configuration file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "podlens-config-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is podlens.yaml in the working folder, and may be missing", async () => {
    expect(await loadConfig({}, folder)).toEqual({ config: defaultConfig(), file: null });
    await writeFile(path.join(folder, "podlens.yaml"), "server: { port: 4000 }");
    const { config, file } = await loadConfig({}, folder);
    expect(config.server.port).toBe(4000);
    expect(file).toBe(path.join(folder, "podlens.yaml"));
  });

  it("is the one that PODLENS_CONFIG names, and then must be there", async () => {
    await expect(loadConfig({ PODLENS_CONFIG: "other.yaml" }, folder)).rejects.toThrow(
      /other\.yaml: cannot be read: there is no such file/,
    );
  });

  it("must be a readable text file", async () => {
    await mkdir(path.join(folder, "d"));
    await expect(loadConfig({ PODLENS_CONFIG: "d" }, folder)).rejects.toThrow("it is a folder");
    await writeFile(path.join(folder, "latin1"), Buffer.from([0x61, 0xe9, 0xff]));
    await expect(loadConfig({ PODLENS_CONFIG: "latin1" }, folder)).rejects.toThrow("it is not UTF-8 text");
    await writeFile(path.join(folder, "big"), "#".repeat(1_100_000));
    await expect(loadConfig({ PODLENS_CONFIG: "big" }, folder)).rejects.toThrow("larger than");
    await writeFile(path.join(folder, "podlens.yaml"), "");
    await chmod(path.join(folder, "podlens.yaml"), 0);
    // Root reads everything.
    if (process.getuid?.() !== 0) await expect(loadConfig({}, folder)).rejects.toThrow("permission denied");
  });
});

describe("the environment", () => {
  it("names data folder and token", () => {
    expect(readEnvironment({}, "/work")).toEqual({ dataDir: "/work/.podlens", token: null });
    expect(readEnvironment({ PODLENS_DATA_DIR: "data", PODLENS_TOKEN: "x".repeat(16) }, "/w")).toEqual({
      dataDir: "/w/data",
      token: "x".repeat(16),
    });
  });

  it("refuses a token that can be guessed", () => {
    expect(() => readEnvironment({ PODLENS_TOKEN: "secret" }, "/w")).toThrow("PODLENS_TOKEN");
  });
});
