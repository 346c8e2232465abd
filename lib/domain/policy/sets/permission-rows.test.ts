import { beforeAll, describe, expect, it } from "vitest";
import { loadActionTable } from "@/lib/domain/policy/table";
import { smallTable } from "@/lib/domain/policy/table/small-table.fixture";
import { type PermissionRow, permissionRows } from "./permission-rows";
import type { RolePolicySets } from "./role-policies";
import { allow, deny, WHEN, World } from "./sets.fixture";

let world: World;
beforeAll(() => {
  world = new World(smallTable());
});

const ITEMS = "arn:aws:box:::a/*";
const rows = (statements: readonly object[], more: Partial<RolePolicySets> = {}) =>
  permissionRows(world.engine, world.role(statements, more));
const brief = ({ action, resource, effect, accessLevels }: PermissionRow) => [
  `${action.negated ? "!" : ""}${action.patterns.join()} ${resource.negated ? "!" : ""}${resource.patterns.join()}`,
  effect,
  accessLevels.join(),
];

describe("permissionRows", () => {
  it("one row an action pattern and resource pattern", () => {
    expect(rows([allow(["box:GetItem", "box:Put*"], [ITEMS, "arn:aws:box:::b/*"])]).map(brief)).toEqual([
      ["box:GetItem arn:aws:box:::a/*", "allowed", "Read"],
      ["box:GetItem arn:aws:box:::b/*", "allowed", "Read"],
      ["box:Put* arn:aws:box:::a/*", "allowed", "Write,Permissions management"],
      ["box:Put* arn:aws:box:::b/*", "allowed", "Write,Permissions management"],
    ]);
  });

  it("says where from, in which service and under conditions or not", () => {
    const [row] = rows([allow("BOX:GetBox", "*", { Sid: "Look", ...WHEN })]);
    expect(row).toMatchObject({
      service: "box",
      policy: "own",
      conditional: true,
      effect: "conditional",
      limitedBy: [],
      notRead: [],
    });
    expect(row!.statement.statement).toMatchObject({ index: 0, sid: "Look" });
    expect(rows([allow("*")])[0]).toMatchObject({ service: "*", effect: "allowed", conditional: false });
    expect(rows([allow("*")])[0]!.accessLevels).toHaveLength(5);
  });

  it("writes NotAction and NotResource as one row", () => {
    const found = rows([{ Effect: "Allow", NotAction: ["box:*"], NotResource: [ITEMS, "arn:aws:box:::b"] }]);
    expect(found.map(brief)).toEqual([["!box:* !arn:aws:box:::a/*,arn:aws:box:::b", "allowed", "List,Read,Write"]]);
    expect(found[0]!.service).toBe("*");
  });

  it("pairs actions with the resources that they can be about", () => {
    expect(rows([allow(["box:GetItem", "seal:UseKey"], [ITEMS, "arn:aws:seal:*:*:key/1"])]).map(brief)).toEqual([
      ["box:GetItem arn:aws:box:::a/*", "allowed", "Read"],
      ["seal:UseKey arn:aws:seal:*:*:key/1", "allowed", "Write"],
    ]);
  });

  it("keeps rows that nothing is left of", () => {
    expect(rows([allow(["box:GetItem", "box:ListBoxes"], ITEMS), deny("box:*")]).map(brief)).toEqual([
      ["box:GetItem arn:aws:box:::a/*", "denied", ""],
      ["box:ListBoxes arn:aws:box:::a/*", "inert", ""],
    ]);
  });

  it("names what takes from a grant", () => {
    const boundary = [world.named("edge", allow("box:*"), allow("seal:UseKey", "arn:aws:seal:*:*:key/1"))];
    const root = [world.named("scp", allow("*"), deny("box:TagBox"))];
    const found = rows([allow(["box:GetItem", "box:TagBox", "seal:*"]), deny("box:GetItem", ITEMS, { Sid: "No" })], {
      permissionsBoundary: boundary,
      serviceControl: [root],
    });
    const limits = found.map((row) =>
      row.limitedBy.map(({ layer, level, policy, statement, effect, actions }) => [
        layer,
        level,
        policy,
        statement?.statement.index ?? null,
        effect,
        world.names(actions).join(),
      ]),
    );
    expect(found.map(({ effect }) => effect)).toEqual(["conditional", "denied", "conditional"]);
    expect(limits[0]).toEqual([["identity", null, "own", 1, "narrows", "box:GetItem"]]);
    expect(limits[1]).toEqual([["serviceControl", 0, "scp", 1, "removes", "box:TagBox"]]);
    expect(limits[2]).toEqual([
      ["permissionsBoundary", null, null, null, "removes", "seal:GetKey,seal:ListKeys"],
      ["permissionsBoundary", null, null, null, "narrows", "seal:UseKey"],
    ]);
  });

  it("is unknown for want of a layer, where that layer bears on it", () => {
    expect(rows([allow("box:GetBox")], { serviceControl: "unknown" })[0]).toMatchObject({
      effect: "unknown",
      notRead: ["serviceControl"],
    });
    expect(rows([allow("seal:UseKey")], { resourceControl: "unknown" })[0]).toMatchObject({
      effect: "allowed",
      notRead: [],
    });
    expect(rows([allow("box:GetBox")], { resourceControl: "unknown" })[0]).toMatchObject({
      effect: "unknown",
      notRead: ["resourceControl"],
    });
    const unread = {
      ...world.role([]),
      identity: [{ name: "x", sets: null }, world.named("own", allow("box:GetBox"))],
    };
    expect(permissionRows(world.engine, unread)[0]).toMatchObject({ effect: "unknown", notRead: ["identity"] });
  });

  it("keeps actions and services that the table does not know", () => {
    const found = rows([allow(["new:Thing", "box:Fly*"], ITEMS), deny("box:Fly*")], { serviceControl: "unknown" });
    expect(found.map((row) => [row.service, ...brief(row)])).toEqual([
      ["new", "new:Thing arn:aws:box:::a/*", "unknown", ""],
      ["box", "box:Fly* arn:aws:box:::a/*", "denied", ""],
    ]);
    expect(found[0]).toMatchObject({ may: null, must: null, notRead: ["serviceControl"] });
    expect(rows([allow("new:Thing")])[0]).toMatchObject({ effect: "allowed", service: "new" });
    expect(rows([allow("n?w:Thing")])[0]).toMatchObject({ service: "*" });
  });

  it("shows that a key's own policy decides", async () => {
    const whole = new World(await loadActionTable());
    const [row] = permissionRows(whole.engine, whole.role([allow("kms:Decrypt", "arn:aws:kms:*:*:key/1")]));
    expect(row).toMatchObject({ effect: "unknown", notRead: ["resource"] });
  });

  it("tells two policies with the same document apart", () => {
    const document = world.named("first", allow("box:GetBox"));
    const role = { ...world.role([]), identity: [document, { ...document, name: "second" }] };
    expect(permissionRows(world.engine, role).map(({ policy }) => policy)).toEqual(["first", "second"]);
  });
});
