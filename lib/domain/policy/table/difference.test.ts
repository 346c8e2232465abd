import { describe, expect, it } from "vitest";
import { ActionTable } from "./action-table";
import { compareTables, describeDifference } from "./difference";
import { packTable } from "./pack";
import { SMALL_SOURCE, smallTable } from "./small-table.fixture";

describe("compareTables", () => {
  it("finds nothing between a table and itself", () => {
    expect(describeDifference(compareTables(smallTable(), smallTable()))).toEqual([]);
  });

  it("names what came, what went and what changed", () => {
    const [box, seal] = SMALL_SOURCE.services as [(typeof SMALL_SOURCE.services)[0], (typeof SMALL_SOURCE.services)[0]];
    const later = new ActionTable(
      packTable({
        ...SMALL_SOURCE,
        services: [
          { ...box, rcp: false, actions: box.actions.filter(({ name }) => name !== "GetItem") },
          {
            ...seal,
            actions: seal.actions.map((action) =>
              action.name === "UseKey" ? { ...action, accessLevel: "Read" } : action,
            ),
          },
          { ...seal, key: "wax", name: "Wax", rcp: true, actions: [seal.actions[0]!] },
        ],
      }),
    );
    expect(describeDifference(compareTables(smallTable(), later))).toEqual([
      "+ service wax",
      "- service void",
      "+ wax:UseKey",
      "- box:GetItem",
      "~ seal:UseKey: Write → Read",
      "~ box: resource control policies no longer apply",
      "~ wax: resource control policies apply",
    ]);
  });
});
