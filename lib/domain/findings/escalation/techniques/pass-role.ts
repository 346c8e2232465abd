/** iam:PassRole, with a service that then works with the role. */

import { type Certainty, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { statementEvidence } from "../../evidence";
import type { Answer } from "../ask";
import { together } from "../ask-some";
import type { Admitted } from "../service-trust";
import type { Family, Step } from "../step";
import type { World } from "../world";
import { SERVICES, type Service, TYPES } from "./services";

export const PASS_POWERS = ["iam:PassRole"];

/** Roles that one technique leads to, strongest first; the rest comes to no more. */
const MOST_ROLES = 8;

export function* passRole(world: World, from: Profile): Iterable<Step> {
  if (!world.may(from, "iam:PassRole")) return;
  for (const service of SERVICES) {
    const called = callsOf(world, from, service);
    if (!called) continue;
    yield* passed(world, from, {
      technique: `pass-role-${service.id}`,
      family: "pass-role",
      principals: service.principals,
      passedTo: service.passedTo ?? service.principals,
      profile: service.profile === true,
      text: (role) => `pass role ${role.name} to ${service.thing} that it makes or changes`,
      answers: called.answers,
      conditions: called.needs,
    });
  }
}

export interface Passing {
  readonly technique: string;
  readonly family: Family;
  /** Service principals of which the role's trust has to admit one. */
  readonly principals: readonly string[];
  readonly passedTo: readonly string[];
  readonly profile: boolean;
  readonly text: (role: RoleFacts) => string;
  readonly answers: readonly Answer[];
  readonly conditions: readonly string[];
  /** Where the trust is to be asked in another way. */
  readonly admits?: (role: RoleFacts) => Admitted | null;
}

/** Steps to roles that the service is let in by, that may be passed to it, and that come to more. */
export function* passed(world: World, from: Profile, passing: Passing): Iterable<Step> {
  const account = from.role?.accountId ?? "";
  const named = new Set(passing.principals.flatMap((principal) => world.trust.naming(account, principal)));
  const passable = new Set(world.rolesWithin(from, "iam:PassRole"));
  let found = 0;
  for (const role of world.byStrength([...named].filter((role) => passable.has(role) && role !== from.role))) {
    if (!world.isWorth(from, role)) continue;
    const admitted = passing.admits ? passing.admits(role) : admittedBy(world, role, passing.principals);
    if (!admitted) continue;
    const pass = bestPass(world, from, role, passing.passedTo);
    const carried = passing.profile ? instanceProfile(world, from, role) : [];
    if (!pass || carried === null) continue;
    const answers = [pass, ...passing.answers, ...carried];
    const { certainty, conditions } = together(answers);
    const all = [...conditions, ...passing.conditions];
    if (admitted.words !== "") all.push(`role ${role.name} lets the service in ${admitted.words}`);
    yield {
      technique: passing.technique,
      family: passing.family,
      text: passing.text(role),
      from,
      to: { kind: "role", profile: world.profileOf(role) },
      certainty: worst(certainty, admitted.certainty, passing.conditions.length > 0 ? "conditional" : "allowed"),
      conditions: all,
      answers,
      evidence: () => trustEvidence(role, admitted, passing.principals),
    };
    if (++found >= MOST_ROLES) return;
  }
}

export function worst(...of: readonly Certainty[]): Certainty {
  return of.reduce((a, b) => (levelOf(b) > levelOf(a) ? b : a), "allowed");
}

function admittedBy(world: World, role: RoleFacts, principals: readonly string[]): Admitted | null {
  let best: Admitted | null = null;
  for (const principal of principals) {
    const admitted = world.trust.admits(role, principal);
    if (admitted && (best === null || levelOf(admitted.certainty) < levelOf(best.certainty))) best = admitted;
  }
  return best;
}

function bestPass(world: World, from: Profile, role: RoleFacts, services: readonly string[]): Answer | null {
  let best: Answer | null = null;
  for (const service of services) {
    const facts: FactMap = new Map([["iam:PassedToService", service]]);
    const answer = world.ask(from, "iam:PassRole", role.arn, { facts });
    if (answer && (best === null || levelOf(answer.certainty) < levelOf(best.certainty))) best = answer;
  }
  return best;
}

/** Calls by which the role gets into an instance profile; [] = it is in one. null = it cannot be. */
function instanceProfile(world: World, from: Profile, role: RoleFacts): readonly Answer[] | null {
  if (role.instanceProfileArns.length > 0 || role.unread?.includes("instance-profiles")) return [];
  const make = world.some.ask(from, "iam:CreateInstanceProfile");
  const add = world.some.ask(from, "iam:AddRoleToInstanceProfile");
  return make && add ? [...make, ...add] : null;
}

export interface Called {
  readonly answers: readonly Answer[];
  /** What has to be there besides. */
  readonly needs: readonly string[];
}

/** The most certain of the service's lists of calls that can all be made. */
export function callsOf(
  world: World,
  from: Profile,
  { calls, needs = {}, makes }: Omit<Service, "passedTo">,
): Called | null {
  let best: { readonly called: Called; readonly doubt: number } | null = null;
  for (const list of calls) {
    if (!list.every((action) => world.may(from, action))) continue;
    const answers: Answer[] = [];
    for (const action of list) {
      const types = TYPES[action];
      const answer = world.some.ask(from, action, types ? { types } : {});
      if (answer === null) break;
      answers.push(answer[0]!, ...answer.slice(1));
    }
    if (new Set(answers.map(({ action }) => action)).size < list.length) continue;
    const need = makes !== undefined && list.includes(makes) ? undefined : needs[list[0]!];
    const doubt = levelOf(together(answers).certainty) * 2 + (need === undefined ? 0 : 1);
    if (best === null || doubt < best.doubt)
      best = { called: { answers, needs: need === undefined ? [] : [need] }, doubt };
    if (best.doubt === 0) break;
  }
  return best?.called ?? null;
}

function trustEvidence(role: RoleFacts, { analysis }: Admitted, principals: readonly string[]) {
  const because = analysis.because.find((each) => each.layer === "resource" && each.statement !== null);
  if (!because) return [];
  const statement = { policy: "trust", sid: because.sid, index: because.statement ?? 0 };
  return [statementEvidence(`role ${role.name} trusts ${principals.join(" or ")}`, role.arn, statement)];
}
