/** IAM users: a new one, or keys and passwords of one that exists. Users are not read by a scan. */
import type { Profile } from "@/lib/domain/access/profile";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { absentFact } from "@/lib/domain/policy";
import type { RolePolicySets } from "@/lib/domain/policy/sets";
import type { FindingEvidence } from "../../finding";
import type { Answer } from "../ask";
import { together } from "../ask-some";
import type { Step } from "../step";
import type { World } from "../world";
import { everything } from "./own-permissions";

export const USER_POWERS = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"];

const USERS_GAP: FindingEvidence = {
  kind: "gap",
  text: "IAM users are no part of a scan: which there are and what they may do is not known",
  missingPermission: null,
};

/** Calls that are made on one user. */
const SAME_USER = ["iam:PutUserPolicy", "iam:AttachUserPolicy", ...USER_POWERS];

export function* users(world: World, from: Profile): Iterable<Step> {
  const made = newUser(world, from);
  if (made) yield made;
  const changed = changedUser(world, from);
  if (changed) yield changed;
  const known = existingUser(world, from);
  if (known) yield known;
}

/** Calls that give a policy to a user. */
function grantTo(world: World, from: Profile, user: string, facts: FactMap): Answer | null {
  const partition = user.split(":")[1] ?? "aws";
  const attach: FactMap = new Map([
    ...facts,
    ["iam:PolicyARN", `arn:${partition}:iam::aws:policy/AdministratorAccess`],
  ]);
  return (
    world.ask(from, "iam:PutUserPolicy", user, { facts }) ??
    world.ask(from, "iam:AttachUserPolicy", user, { facts: attach })
  );
}

/** Calls that give credentials of a user. */
function credentialsOf(world: World, from: Profile, user: string): Answer | null {
  let best: Answer | null = null;
  for (const action of USER_POWERS) {
    const answer = world.ask(from, action, user);
    if (answer && (best === null || answer.certainty === "allowed")) best = answer;
    if (best?.certainty === "allowed") break;
  }
  return best;
}

function newUser(world: World, from: Profile): Step | null {
  const { role } = from;
  if (role === null || !world.may(from, "iam:CreateUser")) return null;
  for (const boundary of [null, ...world.boundariesOf(role.accountId)]) {
    const limit: FactMap = new Map([["iam:PermissionsBoundary", boundary ?? absentFact]]);
    for (const create of world.some.each(from, "iam:CreateUser", limit, SAME_USER)) {
      const grant = grantTo(world, from, create.resource, limit);
      const key = grant && credentialsOf(world, from, create.resource);
      if (!grant || !key) continue;
      const answers = [create, grant, key];
      return {
        technique: "create-user",
        family: "identity",
        text: "make a new user, give it a policy of its choice and make keys for it",
        from,
        to: powers(from, `new user ${role.accountId} ${boundary}`, "a new user", boundary, world),
        ...together(answers),
        answers,
      };
    }
  }
  return null;
}

function changedUser(world: World, from: Profile): Step | null {
  const { role } = from;
  if (role === null) return null;
  for (const action of ["iam:PutUserPolicy", "iam:AttachUserPolicy"]) {
    if (!world.may(from, action)) continue;
    for (const first of world.some.each(from, action, new Map(), SAME_USER)) {
      const grant = grantTo(world, from, first.resource, new Map());
      const key = grant && credentialsOf(world, from, first.resource);
      if (!grant || !key) continue;
      const answers = [grant, key];
      const { certainty, conditions } = together(answers);
      return {
        technique: "change-user",
        family: "identity",
        text: "give a user a policy of its choice and make keys for that user",
        from,
        to: powers(from, `changed user ${role.accountId}`, "a user of the account", null, world),
        certainty: certainty === "unknown" ? certainty : "conditional",
        conditions: [...conditions, `${named(first.resource)} exists; users are not read`],
        answers,
        evidence: [USERS_GAP],
      };
    }
  }
  return null;
}

function existingUser(world: World, from: Profile): Step | null {
  const { role } = from;
  if (role === null) return null;
  for (const action of USER_POWERS) {
    for (const answer of world.some.each(from, action, new Map())) {
      return {
        technique: "user-credentials",
        family: "identity",
        text: `make credentials for a user of the account (${action})`,
        from,
        to: {
          kind: "unread",
          key: `users ${role.accountId}`,
          name: "a user of the account",
          accountId: role.accountId,
        },
        certainty: "unknown",
        conditions: [`${named(answer.resource)} exists and may do more; users are not read`],
        answers: [answer],
        evidence: [USERS_GAP],
      };
    }
  }
  return null;
}

function named(user: string): string {
  const name = user.slice(user.lastIndexOf("/") + 1);
  return name === "some" ? "a user" : `user ${name}`;
}

function powers(from: Profile, key: string, name: string, boundary: string | null, world: World) {
  const sets: RolePolicySets = {
    ...from.sets,
    identity: [everything(world)],
    permissionsBoundary: boundary === null ? null : world.boundarySets(boundary),
    session: null,
  };
  return { kind: "powers" as const, key, name, accountId: from.role!.accountId, sets };
}
