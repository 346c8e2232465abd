/** A table of two and a half services, small enough to enumerate. */
import { ActionTable } from "./action-table";
import { packTable, type TableSource } from "./pack";

export const SMALL_SOURCE: TableSource = {
  version: "1.0.0",
  updatedAt: "2026-01-01T00:00:00.000Z",
  services: [
    {
      key: "box",
      name: "Box Service",
      rcp: true,
      resourceTypes: [
        { key: "box", arn: "arn:${Partition}:box:::${BoxName}" },
        { key: "item", arn: "arn:${Partition}:box:::${BoxName}/${Item}" },
      ],
      actions: [
        action("ListBoxes", "List", []),
        action("GetBox", "Read", ["box"], { conditionKeys: ["box:Color", "aws:ResourceTag/${TagKey}"] }),
        action("GetItem", "Read", ["item"]),
        action("PutItem", "Write", ["item"], { dependentActions: ["seal:UseKey"] }),
        action("TagBox", "Tagging", ["box", "item"]),
        action("PutBoxPolicy", "Permissions management", ["box"]),
      ],
    },
    {
      key: "seal",
      name: "Seal Service",
      rcp: false,
      resourceTypes: [{ key: "key", arn: "arn:${Partition}:seal:${Region}:${Account}:key/${KeyId}" }],
      actions: [action("UseKey", "Write", ["key"]), action("GetKey", "Read", ["key"]), action("ListKeys", "List", [])],
    },
    { key: "void", name: "Empty Service", rcp: false, resourceTypes: [], actions: [] },
  ],
};

export const smallTable = (): ActionTable => new ActionTable(packTable(SMALL_SOURCE));

function action(
  name: string,
  accessLevel: TableSource["services"][number]["actions"][number]["accessLevel"],
  types: readonly string[],
  more: { conditionKeys?: readonly string[]; dependentActions?: readonly string[] } = {},
) {
  const resourceTypes = types.map((type) => ({ name: type, required: type !== "item" }));
  return { name, accessLevel, resourceTypes, conditionKeys: [], dependentActions: [], ...more };
}
