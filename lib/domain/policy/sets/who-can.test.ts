import { beforeAll, describe, expect, it } from "vitest";
import { loadActionTable } from "@/lib/domain/policy/table";
import { smallTable } from "@/lib/domain/policy/table/small-table.fixture";
import type { RolePolicySets } from "./role-policies";
import { allow, deny, WHEN, World } from "./sets.fixture";
import { RoleIndex, type WhoCanOptions } from "./who-can";

let world: World;
beforeAll(() => {
  world = new World(smallTable());
});

const indexOf = (roles: Readonly<Record<string, RolePolicySets>>) =>
  new RoleIndex(
    world.engine,
    Object.entries(roles).map(([id, policies]) => ({ id, policies })),
  );

function ask(
  roles: Readonly<Record<string, RolePolicySets>>,
  action: string,
  resource: string | null = null,
  options: WhoCanOptions = {},
) {
  const { matches } = indexOf(roles).whoCan(action, resource, options);
  return matches.map(({ role, verdict, actions, resource: covers }) => [role, verdict, actions, covers]);
}

describe("whoCan", () => {
  const own = (...statements: readonly object[]) => world.role(statements);

  it("finds roles by action", () => {
    const roles = {
      a: own(allow("box:*")),
      b: own(allow("box:GetBox", "*", WHEN)),
      c: own(allow("seal:*")),
      d: own(allow("*")),
    };
    expect(ask(roles, "BOX:getbox")).toEqual([
      ["a", "allowed", "all", "all"],
      ["b", "conditional", "all", "all"],
      ["d", "allowed", "all", "all"],
    ]);
    expect(ask(roles, "box:Get*")).toEqual([
      ["a", "allowed", "all", "all"],
      ["b", "conditional", "part", "all"],
      ["d", "allowed", "all", "all"],
    ]);
    expect(ask(roles, "*").map(([role]) => role)).toEqual(["a", "b", "c", "d"]);
    expect(ask(roles, "void:*").map(([role]) => role)).toEqual(["d"]);
  });

  it("finds roles by resource", () => {
    const roles = {
      a: own(allow("box:GetItem", "arn:aws:box:::a/*")),
      k: own(allow("box:GetItem", "arn:aws:box:::a/k")),
      b: own(allow("box:GetItem", "arn:aws:box:::b/*")),
      all: own(allow("box:GetItem")),
    };
    expect(ask(roles, "box:GetItem", "arn:aws:box:::a/k")).toEqual([
      ["a", "allowed", "all", "all"],
      ["k", "allowed", "all", "all"],
      ["all", "allowed", "all", "all"],
    ]);
    expect(ask(roles, "box:GetItem", "arn:aws:box:::a/*")).toEqual([
      ["a", "allowed", "all", "all"],
      ["k", "conditional", "all", "part"],
      ["all", "allowed", "all", "all"],
    ]);
    expect(ask(roles, "box:GetItem", "*")).toEqual([
      ["a", "allowed", "all", "part"],
      ["k", "allowed", "all", "part"],
      ["b", "allowed", "all", "part"],
      ["all", "allowed", "all", "all"],
    ]);
    expect(ask(roles, "box:GetItem", "not an arn").map(([role]) => role)).toEqual(["all"]);
  });

  it("asks of a resource what can be done with it", () => {
    const { asked, matches } = indexOf({ all: own(allow("*")) }).whoCan("*", "arn:aws:seal:*:*:key/1");
    expect(world.names(asked)).toEqual(["seal:GetKey", "seal:UseKey"]);
    expect(matches[0]).toMatchObject({ role: "all", verdict: "allowed" });
    expect(ask({ all: own(allow("*")) }, "seal:ListKeys", "arn:aws:seal:*:*:key/1")).toHaveLength(1);
  });

  it("names statements in their order, however wide they are", async () => {
    const whole = new World(await loadActionTable());
    const policies = whole.role([
      allow("*", "*", WHEN),
      allow("s3:GetObject"),
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
    ]);
    const index = new RoleIndex(whole.engine, [{ id: "r", policies }]);
    for (const action of ["s3:GetObject", "*:GetObject"]) {
      const [match] = index.whoCan(action, null).matches;
      expect(match!.statements.map(({ statement }) => statement.statement.index)).toEqual([0, 1, 2]);
    }
  });

  it("names the statements", () => {
    const roles = {
      a: own(allow("seal:*"), allow("box:*", "arn:aws:box:::a/*"), allow("box:GetItem", "*", { Sid: "Wide", ...WHEN })),
    };
    const [match] = indexOf(roles).whoCan("box:GetItem", "arn:aws:box:::a/k").matches;
    expect(
      match!.statements.map(({ policy, statement, covers }) => [
        policy,
        statement.statement.index,
        statement.statement.sid,
        covers,
      ]),
    ).toEqual([
      ["own", 1, null, "all"],
      ["own", 2, "Wide", "all"],
    ]);
    expect(world.names(match!.may)).toEqual(["box:GetItem"]);
  });

  it("holds denials and limits against it", () => {
    const get = allow("box:GetItem");
    const limited = (more: Partial<RolePolicySets>) =>
      ask({ r: world.role([get], more) }, "box:GetItem", "arn:aws:box:::a/k")[0]?.[1] ?? "none";
    const layer = (...statements: readonly object[]) => [world.named("limit", ...statements)];
    expect(ask({ r: own(get, deny("box:*", "arn:aws:box:::a/*")) }, "box:GetItem", "arn:aws:box:::a/k")).toEqual([]);
    expect(
      ask({ r: own(get, deny("box:*", "arn:aws:box:::a/*", WHEN)) }, "box:GetItem", "arn:aws:box:::a/k")[0]?.[1],
    ).toBe("conditional");
    expect(ask({ r: own(get, deny("box:*", "arn:aws:box:::b/*")) }, "box:GetItem", "arn:aws:box:::a/k")[0]?.[1]).toBe(
      "allowed",
    );
    expect(limited({ permissionsBoundary: layer(allow("seal:*")) })).toBe("none");
    expect(limited({ permissionsBoundary: layer(allow("box:*", "arn:aws:box:::a/*")) })).toBe("allowed");
    expect(limited({ permissionsBoundary: layer(allow("box:*", "arn:aws:box:::a/*", WHEN)) })).toBe("conditional");
    expect(
      limited({ serviceControl: [layer(allow("*")), layer(allow("*"), deny("box:*", "arn:aws:box:::a/k"))] }),
    ).toBe("none");
    expect(limited({ serviceControl: "unknown" })).toBe("unknown");
    expect(limited({ resourceControl: [layer(deny("*"))] })).toBe("conditional");
    expect(limited({ resourceControl: "unknown" })).toBe("unknown");
  });

  it("takes the RCPs of the resource's account where they are given", () => {
    const roles = { r: own(allow("box:GetItem")) };
    const under = (resourceControl: NonNullable<WhoCanOptions["resourceControl"]>) =>
      ask(roles, "box:GetItem", "arn:aws:box:::a/k", { resourceControl })[0]?.[1] ?? "none";
    expect(under([])).toBe("allowed");
    expect(under([[world.named("rcp", deny("box:*"))]])).toBe("none");
    expect(under([[world.named("rcp", deny("box:*", "*", WHEN))]])).toBe("conditional");
    expect(under("unknown")).toBe("unknown");
    expect(
      ask({ r: world.role([allow("box:GetItem")], { resourceControl: "unknown" }) }, "box:GetItem", null, {
        resourceControl: [],
      })[0]?.[1],
    ).toBe("allowed");
  });

  it("lists a role whose policies were not read as unknown, unless a limit rules it out", () => {
    const unread = { ...world.role([]), identity: "unknown" as const };
    const half = { ...world.role([]), identity: [{ name: "x", sets: null }, world.named("y", deny("seal:*"))] };
    const bound = { ...unread, permissionsBoundary: [world.named("b", allow("seal:*"))] };
    expect(ask({ unread, half, bound }, "box:GetBox")).toEqual([
      ["unread", "unknown", "all", "part"],
      ["half", "unknown", "all", "part"],
    ]);
    expect(ask({ unread, half, bound }, "seal:UseKey").map(([role]) => role)).toEqual(["unread", "bound"]);
    const [match] = indexOf({ unread }).whoCan("box:GetBox", null).matches;
    expect(match).toMatchObject({ notRead: ["identity"], statements: [] });
    expect(match!.must.isEmpty).toBe(true);
  });

  it("answers for actions that the table does not know", () => {
    const roles = {
      exact: own(allow("new:Thing")),
      service: own(allow("new:*", "arn:aws:new:::a/*")),
      all: own(allow("*")),
      other: own(allow(["box:*", "newer:*"])),
      denied: own(allow("*"), deny("new:*")),
      outside: own({ Effect: "Allow", NotAction: "new:*", Resource: "*" }),
    };
    expect(ask(roles, "new:Thing").map(([role, verdict]) => [role, verdict])).toEqual([
      ["exact", "allowed"],
      ["service", "conditional"],
      ["all", "allowed"],
    ]);
    expect(indexOf(roles).whoCan("new:Thing", null).asked).toBeNull();
    expect(ask(roles, "new:Thing", "arn:aws:new:::a/1").map(([role, verdict]) => [role, verdict])).toEqual([
      ["exact", "allowed"],
      ["service", "allowed"],
      ["all", "allowed"],
    ]);
    expect(ask(roles, "__proto__:constructor").map(([role]) => role)).toEqual(["all", "denied", "outside"]);
  });

  it("lists the roles of a service", () => {
    const index = indexOf({ a: own(allow("box:*")), b: own(allow("seal:*")), c: own(allow("*")), d: own() });
    expect(index.rolesOf("BOX").map(({ id }) => id)).toEqual(["a", "c"]);
    expect(index.rolesOf("void")).toEqual([]);
    expect(index.rolesOf("__proto__")).toEqual([]);
  });

  it("names the key's own policy among what was not read", async () => {
    const whole = new World(await loadActionTable());
    const index = new RoleIndex(whole.engine, [{ id: "r", policies: whole.role([allow("kms:*")]) }]);
    expect(index.whoCan("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1").matches[0]).toMatchObject({
      verdict: "unknown",
      notRead: ["resource"],
    });
    expect(index.whoCan("kms:ListKeys", null).matches[0]).toMatchObject({ verdict: "allowed", notRead: [] });
  });
});
