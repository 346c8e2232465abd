/** An estate for the map of about 20,000 things and 80,000 links between them, the same at each run. */
import type { GraphSource } from "@/lib/view/graph";
import { type LiteralBinding, type LiteralGrant, literalSource, sequence } from "@/lib/view/graph/testing";

export interface EstateSize {
  readonly accounts: number;
  readonly clusters: number;
  readonly namespaces: number;
  readonly workloads: number;
  readonly roles: number;
  readonly policies: number;
  readonly services: number;
  readonly resources: number;
}

export const largeEstate: EstateSize = {
  accounts: 40,
  clusters: 100,
  namespaces: 900,
  workloads: 7000,
  roles: 6000,
  policies: 5000,
  services: 280,
  resources: 2600,
};

/** Names of the length that real ones have; what belongs together is near each other, with some links across. */
export function benchSource(size: EstateSize, seed = 7): GraphSource {
  const random = sequence(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const near = (at: number, of: number, count: number) => {
    const spread = random() < 0.85 ? (random() - 0.5) * 0.03 : random() - 0.5;
    return Math.min(count - 1, Math.max(0, Math.floor((at / of + spread) * count)));
  };
  const bindings: LiteralBinding[] = [];
  for (let workload = 0; workload < size.workloads; workload++) {
    const namespace = workload % size.namespaces;
    const cluster = namespace % size.clusters;
    const ways = random() < 0.7 ? 1 : 2 + pick(3);
    for (let way = 0; way < ways; way++) {
      const role = way === 0 && workload < size.roles ? workload : near(workload, size.workloads, size.roles);
      bindings.push({
        account: String(111122220000 + (cluster % size.accounts)),
        cluster: `cluster-${cluster}-production`,
        namespace: `team-${namespace}-services`,
        workload: `workload-${workload}-service-account`,
        role: roleName(role),
        ...(random() < 0.12 ? { target: targetName(near(role, size.roles, Math.ceil(size.roles / 8))) } : {}),
        state: random() < 0.9 ? 0 : ((1 + pick(3)) as 1 | 2 | 3),
      });
    }
  }
  const grants: LiteralGrant[] = [];
  const seen = new Set<string>();
  const services = Array.from({ length: size.policies }, () =>
    Array.from({ length: 4 + pick(10) }, () => pick(size.services)),
  );
  const holders = [
    ...Array.from({ length: size.roles }, (_, role) => roleName(role)),
    ...Array.from({ length: Math.ceil(size.roles / 8) }, (_, target) => targetName(target)),
  ];
  holders.forEach((role, at) => {
    const count = 2 + pick(4);
    for (let n = 0; n < count; n++) {
      const policy = near(at, holders.length, size.policies);
      for (const service of services[policy]!) {
        const key = `${role}|${policy}|${service}`;
        if (seen.has(key)) continue;
        seen.add(key);
        grants.push({
          role,
          policy: policyName(policy),
          service: `service${service}`,
          state: random() < 0.85 ? 0 : 1,
          units: [
            {
              actions: [`service${service}:Get*`],
              resources: [`arn:aws:service${service}:::thing-${pick(size.resources)}`],
            },
          ],
        });
      }
    }
  });
  return literalSource(bindings, grants, "bench");
}

/** Names begin with what groups are made of: a team, a kind of policy. */
const roleName = (role: number) => `team${role % 30}-role-${role}-for-workload`;
const targetName = (target: number) => `shared${target % 12}-target-${target}-data`;
const policyName = (policy: number) => `${["aws", "customer", "inline"][policy % 3]}-policy-${policy}-access`;
