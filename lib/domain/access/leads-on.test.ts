/** The quick answer says yes wherever the access index finds a role behind a role, and no where policies name none. */
import { describe, expect, it } from "vitest";
import { loadActionTable } from "@/lib/domain/policy/table";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { AccessIndex } from "./access-index";
import { buildAccessModel } from "./build-model";
import { mayLeadOn } from "./leads-on";

const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const hop = ["sts:AssumeRole", "sts:TagSession"];
const lets = (principal: object | string) => policy({ Effect: "Allow", Principal: principal, Action: hop });
const actions = await loadActionTable();

/** One workload with a role of the given policy beside a role of the given trust. */
function leads(own: unknown, trust: unknown): { readonly quick: boolean; readonly index: boolean } {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.agent(cluster);
  builder.associate(cluster, "shop/api", builder.role("first", { trust: podTrust(), inline: { own } }));
  builder.role("second", { trust });
  const model = buildAccessModel(builder.build());
  const index = new AccessIndex(model, actions);
  const edges = model.bindings.flatMap((binding) => {
    const profile = index.profileOf(binding);
    return profile ? index.edges(profile) : [];
  });
  return { quick: mayLeadOn(model.estate)(arn("first")), index: edges.length > 0 };
}

const nothing = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
const root = lets({ AWS: `arn:aws:iam::${ACCOUNT}:root` });

describe("mayLeadOn", () => {
  it.each<readonly [name: string, own: unknown, trust: unknown]>([
    ["a permission beside a trust in the account", policy({ Effect: "Allow", Action: hop, Resource: "*" }), root],
    ["a wildcard", policy({ Effect: "Allow", Action: "s*:*", Resource: "*" }), root],
    ["everything", policy({ Effect: "Allow", Action: "*", Resource: "*" }), root],
    ["all but something else", policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }), root],
    ["a trust that names the role", nothing, lets({ AWS: arn("first") })],
    ["a trust that names everyone", nothing, lets("*")],
    ["a policy that cannot be read", "no policy", root],
  ])("yes: %s", (_, own, trust) => {
    const { quick, index } = leads(own, trust);
    expect(quick).toBe(true);
    expect(index).toBe(true);
  });

  it.each<readonly [name: string, own: unknown, trust: unknown]>([
    ["no permission, and a trust that delegates to the account", nothing, root],
    ["all but assuming roles", policy({ Effect: "Allow", NotAction: "sts:*", Resource: "*" }), root],
    ["a denial", policy({ Effect: "Deny", Action: hop, Resource: "*" }), root],
    ["a trust that names another role", nothing, lets({ AWS: arn("other") })],
  ])("no: %s", (_, own, trust) => {
    expect(leads(own, trust)).toEqual({ quick: false, index: false });
  });
});
