import { beforeAll, describe, expect, it } from "vitest";
import { smallTable } from "@/lib/domain/policy/table/small-table.fixture";
import { SetCompiler } from "./policy-sets";
import { allow, deny, policy, WHEN, World } from "./sets.fixture";

let world: World;
beforeAll(() => {
  world = new World(smallTable());
});

const compile = (...statements: readonly object[]) => world.engine.compiler.compileOnce(policy(...statements));
const may = (...statements: readonly object[]) => world.names(compile(...statements).allowMay);

describe("action patterns", () => {
  it.each([
    ["box:GetBox", ["box:GetBox"]],
    ["BOX:getBOX", ["box:GetBox"]],
    ["box:Get*", ["box:GetBox", "box:GetItem"]],
    ["box:G?t*", ["box:GetBox", "box:GetItem"]],
    ["box:*Item", ["box:GetItem", "box:PutItem"]],
    ["box:?etItem", ["box:GetItem"]],
    ["box:Get", []],
    ["box:?", []],
    ["box", []],
    ["box*", []],
    ["seal:*", ["seal:GetKey", "seal:ListKeys", "seal:UseKey"]],
    ["seal:**", ["seal:GetKey", "seal:ListKeys", "seal:UseKey"]],
    ["?eal:Get*", ["seal:GetKey"]],
    ["*:Get*", ["box:GetBox", "box:GetItem", "seal:GetKey"]],
    ["__proto__:*", []],
    ["box:__proto__", []],
  ])("%s", (pattern, expected) => {
    expect(may(allow(pattern))).toEqual(expected);
  });

  it.each(["*", "*:*", "***"])("%s is everything", (pattern) => {
    expect(may(allow(pattern))).toHaveLength(world.table.size);
    expect(compile(allow(pattern)).allowMust.size).toBe(world.table.size);
  });

  it("NotAction is everything else", () => {
    const names = may({ Effect: "Allow", NotAction: ["box:*", "seal:List*"], Resource: "*" });
    expect(names).toEqual(["seal:GetKey", "seal:UseKey"]);
    expect(may({ Effect: "Allow", NotAction: "*", Resource: "*" })).toEqual([]);
  });

  it("a wildcard in the service prefix is possible, not certain", () => {
    const sets = compile(allow("b*:GetItem"));
    expect(world.names(sets.allowMay)).toEqual(["box:GetItem"]);
    expect(sets.allowMust.isEmpty).toBe(true);
    const rest = compile({ Effect: "Allow", NotAction: ["b*:*"], Resource: "*" });
    expect(rest.allowMay.size).toBe(world.table.size);
    expect(world.names(rest.allowMust)).toEqual(["seal:GetKey", "seal:ListKeys", "seal:UseKey"]);
    expect(compile(deny("b*:GetItem")).denySure.isEmpty).toBe(true);
  });

  it("keeps what the table does not know", () => {
    const sets = compile(allow(["new:Thing", "box:Fly*", "box:GetBox"]), allow("new:Thing"), deny("old:Thing"));
    expect(sets.unknown).toEqual(["new:Thing", "box:Fly*"]);
    expect(sets.statements[2]!.unknown).toEqual(["old:Thing"]);
  });
});

describe("resources", () => {
  it("leaves actions without resource-level support to Resource *", () => {
    expect(may(allow("box:*", "arn:aws:box:::a"))).not.toContain("box:ListBoxes");
    expect(may(allow("box:ListBoxes", "arn:aws:box:::a"))).toEqual([]);
    expect(may(allow("box:ListBoxes", ["arn:aws:box:::a", "*"]))).toEqual(["box:ListBoxes"]);
    expect(may({ Effect: "Allow", Action: "box:ListBoxes", NotResource: "arn:aws:box:::a" })).toEqual([
      "box:ListBoxes",
    ]);
    expect(may({ Effect: "Allow", Action: "box:*", NotResource: "*" })).toEqual([]);
  });

  it("leaves out services that have no such resource", () => {
    expect(may(allow("*", "arn:aws:seal:*:*:key/1"))).toEqual(["seal:GetKey", "seal:UseKey"]);
    expect(may(allow("*", "arn:aws:nix:::a"))).toEqual([]);
    expect(may(allow("*", "arn:*:*:*:*:*"))).not.toContain("seal:ListKeys");
    expect(may(allow("*", "a-box"))).toEqual([]);
  });

  it("keeps an action that is named, though no listed resource matches, without being sure", () => {
    const sets = compile(allow(["seal:UseKey", "seal:ListKeys"], "arn:aws:box:::a"));
    expect(world.names(sets.allowMay)).toEqual(["seal:UseKey"]);
    expect(sets.allowMust.isEmpty).toBe(true);
  });

  it("is sure only where a listed type matches", () => {
    const sets = compile(allow("seal:*", "arn:aws:seal:*:*:vault/1"));
    expect(world.names(sets.allowMay)).toEqual(["seal:GetKey", "seal:UseKey"]);
    expect(sets.allowMust.isEmpty).toBe(true);
  });
});

describe("sums", () => {
  it("tells conditions and resources apart", () => {
    const sets = compile(
      allow("box:GetBox"),
      allow("box:GetItem", "arn:aws:box:::a/*"),
      allow("box:PutItem", "*", WHEN),
      deny("seal:GetKey"),
      deny("seal:UseKey", "arn:aws:seal:*:*:key/1"),
      deny("seal:ListKeys", "*", WHEN),
    );
    expect(world.names(sets.allowMay)).toEqual(["box:GetBox", "box:GetItem", "box:PutItem"]);
    expect(world.names(sets.allowMust)).toEqual(["box:GetBox", "box:GetItem"]);
    expect(world.names(sets.allowEverywhere)).toEqual(["box:GetBox"]);
    expect(world.names(sets.limitedAllow)).toEqual(["box:GetItem"]);
    expect(world.names(sets.denySure)).toEqual(["seal:GetKey"]);
    expect(world.names(sets.denyMay)).toEqual(["seal:GetKey", "seal:ListKeys", "seal:UseKey"]);
    expect(world.names(sets.limitedDeny)).toEqual(["seal:UseKey"]);
    expect(sets.denySure).toBe(sets.denySure);
  });

  it("are empty where nothing is denied", () => {
    const sets = compile(allow("*"));
    expect([sets.denySure.isEmpty, sets.limitedDeny.isEmpty, sets.denyMay.isEmpty]).toEqual([true, true, true]);
  });
});

describe("SetCompiler", () => {
  it("compiles a content once, until it is let go", () => {
    const compiler = new SetCompiler(world.table);
    const document = policy(allow("*"));
    const sets = compiler.compile("h1", document);
    expect(compiler.compile("h1", document)).toBe(sets);
    expect(compiler.compile("h2", document)).not.toBe(sets);
    compiler.keepOnly(new Set(["h2"]));
    expect(compiler.compile("h1", document)).not.toBe(sets);
  });

  it("forgets patterns when there are too many, not what they mean", () => {
    const compiler = new SetCompiler(world.table);
    for (let i = 0; i < 50_010; i++) compiler.matcher.match(`box:Get${i}`);
    expect(world.names(compiler.matcher.match("box:GetBox").actions)).toEqual(["box:GetBox"]);
  });
});
