/** Roles of the account that can be changed so that one gets their credentials, or gets more by them; and new ones. */
import type { Profile } from "@/lib/domain/access/profile";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { ALLOW_ALL, absentFact, type CompiledPolicy, compilePolicy } from "@/lib/domain/policy";
import type { RolePolicySets } from "@/lib/domain/policy/sets";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Answer } from "../ask";
import { together } from "../ask-some";
import type { Step } from "../step";
import type { World } from "../world";
import { changesOf, everything } from "./own-permissions";

export const OTHER_ROLE_POWERS = [
  "iam:UpdateAssumeRolePolicy",
  "iam:CreateRole",
  ...["iam:PutRolePolicy", "iam:AttachRolePolicy"],
];

/** A trust policy as somebody would write it who may: it names the caller's own session, so that no boundary matters. */
const OPEN_TRUST: CompiledPolicy = compilePolicy(
  {
    ...ALLOW_ALL,
    statements: [
      {
        ...ALLOW_ALL.statements[0]!,
        principal: { negated: false, entries: [{ kind: "*", value: "*" }] },
        action: { negated: false, patterns: ["sts:AssumeRole"] },
        resource: null,
      },
    ],
  },
  "trust",
  "trust",
);

const GRANTING = ["iam:PutRolePolicy", "iam:AttachRolePolicy"];

/** How many roles one technique is tried on, strongest first. */
const MOST_ROLES = 12;

export function* otherRoles(world: World, from: Profile): Iterable<Step> {
  yield* trustRewritten(world, from);
  yield* assumedAndChanged(world, from);
  yield* newRole(world, from);
}

/** iam:UpdateAssumeRolePolicy: the role lets in whom one likes. */
function* trustRewritten(world: World, from: Profile): Iterable<Step> {
  if (!world.may(from, "iam:UpdateAssumeRolePolicy")) return;
  let found = 0;
  for (const role of world.rolesWithin(from, "iam:UpdateAssumeRolePolicy")) {
    if (role === from.role) continue;
    const update = world.ask(from, "iam:UpdateAssumeRolePolicy", role.arn);
    if (!update) continue;
    const assume =
      world.ask(from, "sts:AssumeRole", role.arn, { resource: OPEN_TRUST }) ?? assumedByTrust(world, from, role);
    if (!assume) continue;
    const changes = [...changesOf(world, from, role, world.profileOf(role).sets)];
    const best = changes[0];
    const text = `rewrite the trust policy of role ${role.name} and assume it`;
    if (best) {
      const answers = [update, assume, ...best.answers];
      yield {
        technique: `update-trust-and-${best.technique}`,
        family: "identity",
        text: `${best.text}, ${text}`,
        from,
        to: {
          kind: "powers",
          key: `trust ${role.arn}`,
          name: `role ${role.name}`,
          accountId: role.accountId,
          sets: best.sets,
        },
        ...together(answers),
        answers,
      };
    }
    const answers = [update, assume];
    yield {
      technique: "update-trust",
      family: "identity",
      text,
      from,
      to: { kind: "role", profile: world.profileOf(role) },
      ...together(answers),
      answers,
    };
    if (++found >= MOST_ROLES) break;
  }
}

/** Where the caller's policies say nothing of sts:AssumeRole, a trust that names it suffices within the account. */
function assumedByTrust(world: World, from: Profile, role: RoleFacts): Answer | null {
  return world.askAnyway(from, "sts:AssumeRole", role.arn, { resource: OPEN_TRUST });
}

/** A role that one may assume as it is, given more first. */
function* assumedAndChanged(world: World, from: Profile): Iterable<Step> {
  if (!["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:CreatePolicyVersion"].some((each) => world.may(from, each)))
    return;
  let found = 0;
  for (const edge of world.index.edges(from)) {
    const role = edge.to?.role;
    if (!role || !edge.to || role.accountId !== from.role?.accountId) continue;
    const [change] = changesOf(world, from, role, edge.to.sets);
    if (!change) continue;
    const { certainty, conditions } = together(change.answers);
    yield {
      technique: `${change.technique}-and-assume`,
      family: "identity",
      text: `${change.text}, and assume it`,
      from,
      to: {
        kind: "powers",
        key: `change ${role.arn} ${from.number}`,
        name: `role ${role.name}`,
        accountId: role.accountId,
        sets: change.sets,
      },
      certainty: edge.verdict === "allowed" ? certainty : certainty === "unknown" ? certainty : edge.verdict,
      conditions: edge.assume?.words ? [...conditions, `sts:AssumeRole ${edge.assume.words}`] : conditions,
      answers: change.answers,
    };
    if (++found >= MOST_ROLES) break;
  }
}

/** A new role that trusts its maker. Where one may only make roles under a boundary, that limits what it comes to. */
function* newRole(world: World, from: Profile): Iterable<Step> {
  const { role } = from;
  if (role === null || !world.may(from, "iam:CreateRole")) return;
  const may = (action: string) => world.may(from, action);
  if (!may("iam:PutRolePolicy") && !may("iam:AttachRolePolicy")) return;
  const partition = role.arn.split(":")[1] ?? "aws";
  for (const boundary of [null, ...world.boundariesOf(role.accountId)]) {
    const limit: FactMap = new Map([["iam:PermissionsBoundary", boundary ?? absentFact]]);
    for (const create of world.some.each(from, "iam:CreateRole", limit, GRANTING)) {
      if (world.index.estate.roleByArn.has(create.resource)) continue;
      const policy: FactMap = new Map([
        ...limit,
        ["iam:PolicyARN", `arn:${partition}:iam::aws:policy/AdministratorAccess`],
      ]);
      const grant =
        world.ask(from, "iam:PutRolePolicy", create.resource, { facts: limit }) ??
        world.ask(from, "iam:AttachRolePolicy", create.resource, { facts: policy });
      if (!grant) continue;
      const assume = world.askAnyway(from, "sts:AssumeRole", create.resource, { resource: OPEN_TRUST });
      if (!assume) continue;
      const sets: RolePolicySets = {
        ...from.sets,
        identity: [everything(world)],
        permissionsBoundary: boundary === null ? null : world.boundarySets(boundary),
        session: null,
      };
      const answers = [create, grant, assume];
      const under = boundary === null ? "" : ` under boundary ${boundary.slice(boundary.lastIndexOf("/") + 1)}`;
      yield {
        technique: "create-role",
        family: "identity",
        text: `make a new role that trusts it${under}, give that a policy of its choice and assume it`,
        from,
        to: {
          kind: "powers",
          key: `new role ${role.accountId} ${boundary}`,
          name: "a new role",
          accountId: role.accountId,
          sets,
        },
        ...together(answers),
        answers,
      };
      if (boundary === null) return;
      break;
    }
  }
}
