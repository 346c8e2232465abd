import { beforeAll, describe, expect, it } from "vitest";
import { loadActionTable } from "@/lib/domain/policy/table";
import { smallTable } from "@/lib/domain/policy/table/small-table.fixture";
import type { RolePolicySets } from "./role-policies";
import { allow, deny, WHEN, World } from "./sets.fixture";

let world: World;
beforeAll(() => {
  world = new World(smallTable());
});

const ITEMS = "arn:aws:box:::a/*";

function sets(role: RolePolicySets): { may: readonly string[]; must: readonly string[] } {
  const { may, must } = world.engine.permissions(role);
  return { may: world.names(may), must: world.names(must) };
}

describe("a role's own policies", () => {
  it("adds up what they allow", () => {
    const role = {
      ...world.role([]),
      identity: [world.named("a", allow("box:GetBox")), world.named("b", allow("box:GetItem", "*", WHEN))],
    };
    expect(sets(role)).toEqual({ may: ["box:GetBox", "box:GetItem"], must: ["box:GetBox"] });
    expect(sets(world.role([]))).toEqual({ may: [], must: [] });
  });

  it("takes away what is denied everywhere without conditions", () => {
    expect(sets(world.role([allow("box:Get*"), deny("box:GetItem")]))).toEqual({
      may: ["box:GetBox"],
      must: ["box:GetBox"],
    });
  });

  it("a conditional Deny takes from must only", () => {
    const { may, must } = sets(world.role([allow("box:Get*"), deny("box:GetItem", "*", WHEN)]));
    expect({ may, must }).toEqual({ may: ["box:GetBox", "box:GetItem"], must: ["box:GetBox"] });
  });

  it("a Deny on some resources takes away the grants that it covers, and certainty where it overlaps", () => {
    const on = (resource: string) => sets(world.role([allow("box:GetItem", ITEMS), deny("box:GetItem", resource)]));
    expect(on("arn:aws:box:::a/*")).toEqual({ may: [], must: [] });
    expect(on("arn:aws:box:::*")).toEqual({ may: [], must: [] });
    expect(on("arn:aws:box:::a/secret")).toEqual({ may: ["box:GetItem"], must: [] });
    expect(on("arn:aws:box:::b/*")).toEqual({ may: ["box:GetItem"], must: ["box:GetItem"] });
    expect(on("arn:aws:box:::${aws:PrincipalTag/a}/*")).toEqual({ may: ["box:GetItem"], must: [] });
  });

  it("keeps certainty that another grant gives", () => {
    const role = world.role([
      allow("box:GetItem", ITEMS),
      allow("box:GetItem", "arn:aws:box:::b/*"),
      deny("box:GetItem", "arn:aws:box:::b/*"),
    ]);
    expect(sets(role)).toEqual({ may: ["box:GetItem"], must: ["box:GetItem"] });
  });

  it("does not mix up the resources of several services", () => {
    const role = world.role([
      allow(["box:GetItem", "seal:UseKey"], [ITEMS, "arn:aws:seal:*:*:key/1"]),
      deny("box:GetItem", ITEMS),
    ]);
    expect(sets(role)).toEqual({ may: ["seal:UseKey"], must: ["seal:UseKey"] });
  });

  it("NotResource", () => {
    const role = (resource: string) =>
      sets(world.role([{ Effect: "Allow", Action: "box:GetItem", NotResource: ITEMS }, deny("box:GetItem", resource)]));
    expect(role("arn:aws:box:::a/k").must).toEqual(["box:GetItem"]);
    expect(role("arn:aws:box:::b/k")).toEqual({ may: ["box:GetItem"], must: [] });
    expect(role("arn:aws:box:::*").must).toEqual([]);
    const spared = (own: string) =>
      sets(world.role([allow("box:GetItem", own), { Effect: "Deny", Action: "box:*", NotResource: ITEMS }]));
    expect(spared("arn:aws:box:::a/k").must).toEqual(["box:GetItem"]);
    expect(spared("arn:aws:box:::b/k").may).toEqual([]);
    expect(spared("arn:aws:box:::*")).toEqual({ may: ["box:GetItem"], must: [] });
    const both = (excepted: string) =>
      sets(
        world.role([
          { Effect: "Allow", Action: "box:GetItem", NotResource: ["arn:aws:box:::a/*", "arn:aws:box:::b/*"] },
          { Effect: "Deny", Action: "box:*", NotResource: excepted },
        ]),
      );
    expect(both("arn:aws:box:::a/k").may).toEqual([]);
    expect(both("arn:aws:box:::c/k")).toEqual({ may: ["box:GetItem"], must: [] });
  });
});

describe("limits", () => {
  const own = [allow("box:*"), allow("seal:UseKey")];
  const under = (more: Partial<RolePolicySets>) => sets(world.role(own, more));
  const layer = (...statements: readonly object[]) => [world.named("limit", ...statements)];

  it.each(["permissionsBoundary", "session"] as const)("%s lets through what it allows", (name) => {
    expect(under({ [name]: layer(allow("box:Get*")) })).toEqual({
      may: ["box:GetBox", "box:GetItem"],
      must: ["box:GetBox", "box:GetItem"],
    });
    expect(under({ [name]: layer(allow("*"), deny(["box:*"])) })).toEqual({
      may: ["seal:UseKey"],
      must: ["seal:UseKey"],
    });
    expect(under({ [name]: layer(allow("*", "*", WHEN)) }).must).toEqual([]);
    expect(under({ [name]: layer(allow("seal:*", "arn:aws:seal:*:*:key/1")) })).toEqual({
      may: ["seal:UseKey"],
      must: [],
    });
    expect(under({ [name]: [] }).may).toHaveLength(7);
  });

  it("a limit on the resources of the grant leaves it whole, another takes it", () => {
    const of = (resource: string) =>
      sets(world.role([allow("box:GetItem", ITEMS)], { permissionsBoundary: layer(allow("box:*", resource)) }));
    expect(of("arn:aws:box:::a*")).toEqual({ may: ["box:GetItem"], must: ["box:GetItem"] });
    expect(of("arn:aws:box:::a/1*")).toEqual({ may: ["box:GetItem"], must: [] });
    expect(of("arn:aws:box:::b/*")).toEqual({ may: [], must: [] });
  });

  it("every SCP level has to allow, the documents of one add up", () => {
    const full = allow("*");
    expect(under({ serviceControl: [layer(full), layer(allow("box:Get*"), allow("seal:*"))] }).may).toEqual([
      "box:GetBox",
      "box:GetItem",
      "seal:UseKey",
    ]);
    expect(under({ serviceControl: [layer(allow("box:*")), layer(allow("seal:*"))] }).may).toEqual([]);
    expect(under({ serviceControl: [layer(full), []] }).may).toHaveLength(7);
    expect(under({ serviceControl: [layer(full), layer(full, deny("seal:*"))] }).may).not.toContain("seal:UseKey");
  });

  it("an RCP Deny takes from must, for the services that it bears on: resources elsewhere are not bound by it", () => {
    const { may, must } = under({ resourceControl: [layer(deny("*"))] });
    expect(may).toHaveLength(7);
    expect(must).toEqual(["seal:UseKey"]);
  });

  it("works out shared layers once, and the same", () => {
    const serviceControl = [layer(allow("*")), layer(allow("box:Get*"))];
    expect(under({ serviceControl })).toEqual(under({ serviceControl }));
  });

  it("the same array may serve as two layers", () => {
    const shared = layer(allow("box:*"), deny("box:GetItem"));
    expect(under({ permissionsBoundary: shared, session: shared }).may).not.toContain("box:GetItem");
  });
});

describe("what was not read", () => {
  const own = [allow("box:GetBox")];

  it.each([
    ["permissionsBoundary", "unknown"],
    ["session", "unknown"],
    ["serviceControl", "unknown"],
    ["serviceControl", ["unknown"]],
  ] as const)("%s %j keeps may and empties must", (name, value) => {
    const found = world.engine.permissions(world.role(own, { [name]: value }));
    expect(world.names(found.may)).toEqual(["box:GetBox"]);
    expect(found.must.isEmpty).toBe(true);
    expect(found.notRead).toEqual([name]);
    expect(found.openEnded).toBe(false);
  });

  it("RCPs that were not read leave other services certain", () => {
    const found = world.engine.permissions(
      world.role([allow(["box:GetBox", "seal:UseKey"])], { resourceControl: "unknown" }),
    );
    expect(world.names(found.must)).toEqual(["seal:UseKey"]);
    expect(found.notRead).toEqual(["resourceControl"]);
  });

  it("a document that was not read: the others still deny, and may is open", () => {
    const unread = { name: "unread", sets: null };
    const role = world.role([], { identity: [unread, world.named("b", allow("box:Get*"), deny("box:GetItem"))] });
    const found = world.engine.permissions(role);
    expect(world.names(found.may)).toEqual(["box:GetBox"]);
    expect(found.must.isEmpty).toBe(true);
    expect(found).toMatchObject({ openEnded: true, notRead: ["identity"] });
    expect(world.engine.permissions(world.role([], { identity: "unknown" }))).toMatchObject({
      openEnded: true,
      notRead: ["identity"],
    });
    const bounded = world.role(own, {
      permissionsBoundary: [unread, world.named("b", allow("seal:*"), deny("box:*"))],
    });
    expect(sets(bounded)).toEqual({ may: [], must: [] });
  });
});

describe("actions that the table does not know", () => {
  const unknown = (role: RolePolicySets) => world.engine.unknownActions(role);

  it("are held against every layer", () => {
    const of = (statements: readonly object[], more: Partial<RolePolicySets> = {}) =>
      unknown(world.role(statements, more))[0];
    expect(of([allow("new:Thing")])).toEqual({ pattern: "new:Thing", may: true, must: true });
    expect(of([allow("new:Thing"), deny("new:*")])).toMatchObject({ may: false });
    expect(of([allow("new:Thing*"), deny("new:ThingOne")])).toMatchObject({ may: true, must: false });
    expect(of([allow("new:Thing"), deny("old:*")])).toMatchObject({ must: true });
    expect(of([allow("new:Thing"), deny("n*:Th*")])).toMatchObject({ may: false });
    expect(of([allow("new:Thing"), { Effect: "Deny", NotAction: "box:*", Resource: "*" }])).toMatchObject({
      may: false,
    });
    expect(of([allow("new:Thing"), { Effect: "Deny", NotAction: "new:*", Resource: "*" }])).toMatchObject({
      must: true,
    });
    expect(of([allow("new:Thing"), { Effect: "Deny", NotAction: "new:ThingOne", Resource: "*" }])).toMatchObject({
      may: false,
    });
    expect(of([allow("new:Thing*"), { Effect: "Deny", NotAction: "new:ThingOne", Resource: "*" }])).toMatchObject({
      may: true,
      must: false,
    });
    expect(of([allow("new:Thing", "*", WHEN)])).toMatchObject({ may: true, must: false });
    expect(of([allow("new:Thing")], { permissionsBoundary: [world.named("b", allow("*"))] })).toMatchObject({
      must: true,
    });
    expect(of([allow("new:Thing")], { permissionsBoundary: [world.named("b", allow("box:*"))] })).toMatchObject({
      may: false,
    });
    expect(of([allow("new:Thing")], { permissionsBoundary: "unknown" })).toMatchObject({ may: true, must: false });
    expect(of([allow("nocolon")])).toEqual({ pattern: "nocolon", may: false, must: false });
  });
});

describe("with the whole table", () => {
  it("a role or a key has the last word on who may use it", async () => {
    const whole = new World(await loadActionTable());
    const { may, must } = whole.engine.permissions(whole.role([allow("*")]));
    expect(may.size).toBe(whole.table.size);
    const left = whole.names(may.subtract(must));
    expect(left).toContain("sts:AssumeRole");
    expect(left).toContain("kms:Decrypt");
    expect(left.every((name) => /^(sts|kms):/.test(name))).toBe(true);
    expect(left).not.toContain("kms:ListKeys");
  });
});
