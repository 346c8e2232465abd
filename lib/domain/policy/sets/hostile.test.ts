import { beforeAll, describe, expect, it } from "vitest";
import { smallTable } from "@/lib/domain/policy/table/small-table.fixture";
import type { RolePolicySets } from "./role-policies";
import { allow, deny, policy, World } from "./sets.fixture";

let world: World;
beforeAll(() => {
  world = new World(smallTable());
});

const compile = (...statements: readonly object[]) => world.engine.compiler.compileOnce(policy(...statements));

function sets(role: RolePolicySets): { may: readonly string[]; must: readonly string[] } {
  const { may, must } = world.engine.permissions(role);
  return { may: world.names(may), must: world.names(must) };
}

describe("hostile documents", () => {
  it("compiles hostile documents without delay", () => {
    const stars = `box:${"*a".repeat(10_000)}`;
    const many = Array.from({ length: 10_000 }, (_, i) => allow(`box:Get${i}*`, `arn:aws:box:::${i}/*`));
    const sets = compile(
      allow([stars, `box:${"*".repeat(10_000)}`]),
      deny("*", `arn:aws:box:::${"*a".repeat(10_000)}`),
      ...many,
    );
    expect(world.names(sets.allowMay)).toHaveLength(6);
    expect(sets.unknown.length).toBeGreaterThan(9_000);
  });

  it("ten thousand statements against ten thousand: careful, and soon done", () => {
    const allows = Array.from({ length: 10_000 }, (_, i) => allow("box:GetItem", `arn:aws:box:::a${i}/*`));
    const denies = Array.from({ length: 10_000 }, (_, i) => deny("box:GetItem", `arn:aws:box:::*${i}*`));
    const role = world.role([...allows, ...denies, deny("box:PutItem")]);
    expect(sets(role)).toEqual({ may: ["box:GetItem"], must: [] });
    const bounded = world.role(allows, { permissionsBoundary: [world.named("edge", ...allows, allow("seal:*"))] });
    expect(sets(bounded).may).toEqual(["box:GetItem"]);
    expect(
      world.engine.unknownActions(world.role([allow("new:Thing"), ...denies, deny("new:*", "arn:aws:new:::*")]))[0],
    ).toMatchObject({
      may: true,
      must: false,
    });
  });

  it("patterns that take long to compare", () => {
    const stars = (letter: string) => `arn:aws:box:::${`*${letter}`.repeat(5_000)}`;
    const role = world.role([
      ...Array.from({ length: 50 }, () => allow("box:GetItem", stars("a"))),
      ...Array.from({ length: 50 }, () => deny("box:GetItem", stars("ab"))),
    ]);
    expect(sets(role)).toEqual({ may: ["box:GetItem"], must: [] });
  });
});
