/** Things that run with a role already, and that one can make run something else. They are not listed by a scan. */
import type { Profile } from "@/lib/domain/access/profile";
import { factEvidence } from "../../evidence";
import { together } from "../ask-some";
import type { Step } from "../step";
import type { World } from "../world";
import { callsOf, worst } from "./pass-role";
import { EXISTING } from "./services";

const MOST_ROLES = 4;

export const COMPUTE_POWERS = [...new Set(EXISTING.flatMap(({ calls }) => calls.map(([first]) => first!)))];

export function* existingCompute(world: World, from: Profile): Iterable<Step> {
  const account = from.role?.accountId ?? "";
  for (const service of EXISTING) {
    const called = callsOf(world, from, service);
    if (!called) continue;
    const named = new Set(service.principals.flatMap((principal) => world.trust.naming(account, principal)));
    let found = 0;
    for (const role of world.byStrength(named)) {
      if (role === from.role || !world.isWorth(from, role)) continue;
      if (service.profile && role.instanceProfileArns.length === 0 && !role.unread?.includes("instance-profiles"))
        continue;
      const admitted = service.principals.map((principal) => world.trust.admits(role, principal)).find((each) => each);
      if (!admitted) continue;
      const node = service.profile ? world.clusterOfNode(role.arn) : null;
      const { certainty, conditions } = together(called.answers);
      const there = node ? [] : [`${service.thing} runs with role ${role.name}`];
      yield {
        technique: service.id,
        family: "compute",
        text: `take over ${node ? `a node of cluster ${node.name}` : service.thing} that runs with role ${role.name}`,
        from,
        to: { kind: "role", profile: world.profileOf(role) },
        certainty: worst(certainty, there.length + called.needs.length > 0 ? "conditional" : "allowed"),
        conditions: [...conditions, ...there, ...called.needs],
        answers: called.answers,
        evidence: node ? [factEvidence(`Nodes of cluster ${node.name} run with role ${role.name}`, node.arn)] : [],
      };
      if (++found >= MOST_ROLES) break;
    }
  }
}
