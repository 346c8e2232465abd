import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { type Comparable, comparableOf, difference } from "./difference";

const s3 = (action: string) => policy({ Effect: "Allow", Action: action, Resource: "*" });

function estate(build: (builder: EstateBuilder) => void) {
  const builder = new EstateBuilder();
  build(builder);
  return comparableOf(buildAccessModel(builder.build()));
}

const before = estate((builder) => {
  const prod = builder.cluster("prod");
  builder.agent(prod);
  builder.associate(prod, "shop/api", builder.role("api", { trust: podTrust(), inline: { a: s3("s3:GetObject") } }));
  builder.associate(prod, "shop/old", builder.role("old", { trust: podTrust(), inline: { a: s3("s3:GetObject") } }));
});

describe("two snapshots", () => {
  it("of the same estate do not differ", () => {
    const same = difference(before, before);
    for (const kind of Object.values(same)) expect(kind).toEqual({ gained: [], lost: [], changed: [] });
  });

  it("tell what came, what went, and what a changed policy changes: the role, its bindings, its workloads", () => {
    const after = estate((builder) => {
      const prod = builder.cluster("prod");
      builder.agent(prod);
      builder.associate(prod, "shop/api", builder.role("api", { trust: podTrust(), inline: { a: s3("s3:*") } }));
      builder.associate(prod, "shop/new", builder.role("new", { trust: podTrust(), inline: { a: s3("s3:*") } }));
    });
    const found = difference(before, after);
    const names = (ids: readonly string[]) => ids.map((id) => id.split("|").at(-1));
    expect(names(found.workloads.gained)).toEqual(["new"]);
    expect(names(found.workloads.lost)).toEqual(["old"]);
    expect(names(found.workloads.changed)).toEqual(["api"]);
    expect(found.bindings).toMatchObject({ gained: [expect.any(String)], lost: [expect.any(String)] });
    expect(found.bindings.changed).toHaveLength(1);
    const roles = (ids: readonly string[]) => ids.map((id) => id.split("#")[0]);
    expect(roles(found.roles.gained)).toEqual([`arn:aws:iam::${ACCOUNT}:role/new`]);
    expect(roles(found.roles.lost)).toEqual([`arn:aws:iam::${ACCOUNT}:role/old`]);
    expect(roles(found.roles.changed)).toEqual([`arn:aws:iam::${ACCOUNT}:role/api`]);
  });

  it("partition everything that is in either of them", () => {
    const side = fc.dictionary(fc.string({ maxLength: 3 }), fc.string({ maxLength: 1 }), { maxKeys: 8 });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const of = (each: Record<string, string>): Comparable => {
          const map = new Map(Object.entries(each));
          return { workloads: map, bindings: map, roles: map };
        };
        const { gained, lost, changed } = difference(of(a), of(b)).roles;
        const back = difference(of(b), of(a)).roles;
        expect([back.gained, back.lost, back.changed]).toEqual([lost, gained, changed]);
        const all = new Set([...Object.keys(a), ...Object.keys(b)]);
        const same = [...all].filter((id) => Object.hasOwn(a, id) && Object.hasOwn(b, id) && a[id] === b[id]);
        expect(gained.length + lost.length + changed.length + same.length).toBe(all.size);
      }),
      { numRuns: 50 },
    );
  });
});
