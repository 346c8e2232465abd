import { expect, test } from "vitest";
import { loadActionTable } from "@/lib/domain/policy/table";
import { accessEstate } from "@/tests/bench/access/estate";
import { AccessIndex } from "./access-index";
import { buildAccessModel } from "./build-model";

test("grants without their reasons are the same grants: over boundaries, control policies, session policies and denials", async () => {
  const content = accessEstate({ bindings: 400, roles: 300, documents: 120 });
  const { estate, bindings } = buildAccessModel(content);
  const index = new AccessIndex({ estate, bindings }, await loadActionTable());
  const { engine, book } = index;
  let limited = 0;
  for (const { sets } of book.profiles) {
    const told = engine.grants(sets);
    const plain = engine.plainGrants(sets, engine.compiler.matcher.everything);
    limited += told.filter(({ limitedBy }) => limitedBy.length > 0).length;
    expect(plain.map(({ region, may, must }) => [region, [...may.ranges()], [...must.ranges()]])).toEqual(
      told.map(({ region, may, must }) => [region, [...may.ranges()], [...must.ranges()]]),
    );
  }
  expect(limited).toBeGreaterThan(100);
});
