import { describe, expect, it } from "vitest";
import { ActionTable } from "./action-table";
import { loadActionTable } from "./load";
import { packTable, printTable } from "./pack";
import type { PackedTable } from "./packed";
import { SMALL_SOURCE, smallTable } from "./small-table.fixture";

describe("ActionTable", () => {
  const table = smallTable();
  const id = (name: string) => table.actionId(name) ?? expect.fail(`no ${name}`);

  it("numbers actions by service and name", () => {
    const names = Array.from({ length: table.size }, (_, i) => table.actionName(i));
    expect(names).toEqual([
      "box:GetBox",
      "box:GetItem",
      "box:ListBoxes",
      "box:PutBoxPolicy",
      "box:PutItem",
      "box:TagBox",
      "seal:GetKey",
      "seal:ListKeys",
      "seal:UseKey",
    ]);
    expect(table.serviceRange("box")).toEqual({ start: 0, end: 6 });
    expect(table.serviceRange("SEAL")).toEqual({ start: 6, end: 9 });
    expect(table.serviceRange("void")).toEqual({ start: 9, end: 9 });
  });

  it("finds actions in any case, and nothing else", () => {
    expect(id("BOX:getitem")).toBe(1);
    expect(table.serviceOf(id("seal:usekey"))).toBe("seal");
    expect(table.lowerName(1)).toBe("getitem");
    for (const strange of [
      "box:Get",
      "box",
      "",
      ":GetBox",
      "nix:GetBox",
      "void:x",
      "__proto__:toString",
      "box:__proto__",
    ]) {
      expect(table.actionId(strange), strange).toBeNull();
    }
    for (const strange of ["__proto__", "constructor", "nix", ""]) {
      expect(table.serviceRange(strange), strange).toBeNull();
      expect(table.serviceName(strange), strange).toBeNull();
      expect(table.rcpSupported(strange), strange).toBeNull();
      expect(table.serviceResourceTypes(strange), strange).toEqual([]);
    }
  });

  it("knows what an action is about", () => {
    expect(table.accessLevel(id("box:PutBoxPolicy"))).toBe("Permissions management");
    expect(table.accessLevel(id("box:TagBox"))).toBe("Tagging");
    expect(table.conditionKeys(id("box:GetBox"))).toEqual(["aws:ResourceTag/${TagKey}", "box:Color"]);
    expect(table.conditionKeys(id("box:GetItem"))).toEqual([]);
    expect(table.dependentActions(id("box:PutItem"))).toEqual(["seal:UseKey"]);
    expect(table.wildcardOnly(id("box:ListBoxes"))).toBe(true);
    expect(table.wildcardOnly(id("box:GetBox"))).toBe(false);
    expect(table.resourceTypes(id("box:TagBox"))).toEqual([
      { key: "box", arn: "arn:${Partition}:box:::${BoxName}", required: true },
      { key: "item", arn: "arn:${Partition}:box:::${BoxName}/${Item}", required: false },
    ]);
    expect(table.serviceResourceTypes("Seal")).toEqual([
      { key: "key", arn: "arn:${Partition}:seal:${Region}:${Account}:key/${KeyId}" },
    ]);
    expect(table.actionsByResourceType("Box")[0]).toEqual([0, 3, 5]);
    expect(table.actionsByResourceType("none")).toEqual([]);
  });

  it("knows services", () => {
    expect(table.serviceName("BOX")).toBe("Box Service");
    expect([table.rcpSupported("box"), table.rcpSupported("seal")]).toEqual([true, false]);
    expect(table.version).toBe("1.0.0");
    expect(table.updatedAt).toBe("2026-01-01T00:00:00.000Z");
  });

  it("refuses numbers that are no ids", () => {
    for (const bad of [-1, table.size, Number.NaN, 1.5e9]) {
      expect(() => table.actionName(bad)).toThrow(RangeError);
      expect(() => table.accessLevel(bad)).toThrow(RangeError);
    }
    expect(() => table.lowerName(table.size)).toThrow(RangeError);
  });

  it("survives being printed", () => {
    const text = printTable(packTable(SMALL_SOURCE));
    expect(text.split("\n")).toHaveLength(SMALL_SOURCE.services.length + 3);
    expect(JSON.parse(text)).toEqual(packTable(SMALL_SOURCE));
  });
});

describe("packTable", () => {
  const withAction = (name: string, more = {}) => ({
    ...SMALL_SOURCE,
    services: [
      { ...SMALL_SOURCE.services[0]!, actions: [{ ...SMALL_SOURCE.services[0]!.actions[1]!, name, ...more }] },
    ],
  });

  it.each([
    ["an action name with a separator", withAction("Get Box")],
    ["a condition key with a space", withAction("GetBox", { conditionKeys: ["a b"] })],
    ["an unknown resource type", withAction("GetBox", { resourceTypes: [{ name: "crate", required: true }] })],
    ["a strange service prefix", { ...SMALL_SOURCE, services: [{ ...SMALL_SOURCE.services[0]!, key: "Box Service" }] }],
  ])("refuses %s", (_, source) => {
    expect(() => packTable(source)).toThrow(RangeError);
  });

  it("refuses more actions than ids can name", () => {
    const first = SMALL_SOURCE.services[0]!;
    const actions = Array.from({ length: 65_536 }, (_, i) => ({ ...first.actions[0]!, name: `A${i}` }));
    expect(() => packTable({ ...SMALL_SOURCE, services: [{ ...first, actions }] })).toThrow(/65536 actions/);
  });
});

describe("the committed table", () => {
  it("has what everybody knows", async () => {
    const table = await loadActionTable();
    expect(await loadActionTable()).toBe(table);
    expect(table.size).toBeGreaterThan(20_000);
    const action = (name: string) => table.actionId(name) ?? expect.fail(`no ${name}`);
    expect(table.accessLevel(action("s3:PutBucketPolicy"))).toBe("Permissions management");
    expect(table.accessLevel(action("s3:GetObject"))).toBe("Read");
    expect(table.accessLevel(action("ec2:CreateTags"))).toBe("Tagging");
    expect(table.wildcardOnly(action("s3:ListAllMyBuckets"))).toBe(true);
    expect(table.conditionKeys(action("iam:PassRole"))).toContain("iam:PassedToService");
    // Of types whose names have spaces, too.
    expect(table.resourceTypes(action("lambda:InvokeFunction"))).toEqual([
      { key: "function", arn: "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}", required: true },
    ]);
    for (const service of table.services)
      for (const { arn } of table.serviceResourceTypes(service)) expect(arn, service).toMatch(/^arn:/);
    expect(table.resourceTypes(action("eks:DescribeCluster")).map(({ arn }) => arn)).toEqual([
      "arn:${Partition}:eks:${Region}:${Account}:cluster/${ClusterName}",
    ]);
    expect(table.rcpSupported("s3")).toBe(true);
    expect(table.rcpSupported("iam")).toBe(false);
    expect(table.serviceName("eks")).toBe("Amazon Elastic Kubernetes Service");
  });

  it("is sorted, without doubles, and every name leads back to its number", async () => {
    const table = await loadActionTable();
    for (let id = 0; id < table.size; id++) expect(table.actionId(table.actionName(id).toUpperCase())).toBe(id);
  });

  it("reads as a table that was packed the same way", () => {
    const packed: PackedTable = packTable(SMALL_SOURCE);
    expect(new ActionTable(packed).size).toBe(9);
  });
});
