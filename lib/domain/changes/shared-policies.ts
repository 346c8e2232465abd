/** Documents that bind many at once: managed policies, policies of the organization, policies of resources. */

import type { PolicyPlace } from "./change";
import { type Change, decreasing, increasing, makeChange, unknownRisk } from "./change";
import { documentRisk, principalRisk } from "./document-risk";
import type { Side } from "./side";

export function sharedPolicyChanges(before: Side, after: Side): readonly Change[] {
  return [...managedChanges(before, after), ...organizationChanges(before, after), ...resourceChanges(before, after)];
}

function thingOf(place: PolicyPlace, policy: string, a: string | null, b: string | null) {
  return { kind: "policies", place, policy, roleArn: null, associationArn: null, before: a, after: b } as const;
}

/** Only of policies that are on both sides: that a role got or lost one stands with the role. */
function managedChanges(before: Side, after: Side): readonly Change[] {
  const found: Change[] = [];
  const boundaries = boundaryArns(after);
  for (const [arn, is] of after.model.estate.managedPolicies) {
    const was = before.model.estate.managedPolicies.get(arn);
    if (!was || was.document === is.document) continue;
    const thing = thingOf("document", arn, was.document, is.document);
    if (was.document === null) found.push(makeChange(thing, "became-known", unknownRisk("It was not read before.")));
    else if (is.document === null) found.push(makeChange(thing, "became-unknown", unknownRisk("It was not read.")));
    else {
      const use = boundaries.has(arn) ? "limits" : "grants";
      const a = { index: before.access, hash: was.document };
      found.push(makeChange(thing, "changed", documentRisk(a, { index: after.access, hash: is.document }, use)));
    }
  }
  return found;
}

function boundaryArns({ model }: Side): ReadonlySet<string> {
  return new Set(model.estate.roles.flatMap(({ permissionsBoundaryArn }) => permissionsBoundaryArn ?? []));
}

function organizationChanges(before: Side, after: Side): readonly Change[] {
  const [olds, news] = [before, after].map(
    ({ model }) => new Map((model.estate.organizationPolicies ?? []).map((policy) => [policy.id, policy])),
  );
  const found: Change[] = [];
  for (const id of new Set([...olds!.keys(), ...news!.keys()])) {
    const [was, is] = [olds!.get(id), news!.get(id)];
    const thing = thingOf("organization", id, was?.document ?? null, is?.document ?? null);
    const bound = (each: typeof was) => each?.targets === null || (each?.targets.length ?? 0) > 0;
    if (!was || !is) {
      const hidden = (was ? after : before).unseen.organization();
      if (hidden !== null) found.push(makeChange(thing, was ? "became-unknown" : "became-known", unknownRisk(hidden)));
      else if (is)
        found.push(
          makeChange(thing, "gained", bound(is) ? decreasing("A limit more.") : decreasing("Attached nowhere.")),
        );
      else found.push(makeChange(thing, "lost", increasing("A limit less: it no longer takes anything away.")));
      continue;
    }
    if (was.document !== is.document) {
      const unread = was.document === null ? "became-known" : is.document === null ? "became-unknown" : null;
      const judged = unread
        ? unknownRisk("Its document was not read in one of the snapshots.")
        : documentRisk(
            { index: before.access, hash: was.document },
            { index: after.access, hash: is.document },
            "limits",
          );
      found.push(makeChange(thing, unread ?? "changed", judged));
    }
    found.push(...targetChanges(id, was.targets, is.targets));
  }
  return found;
}

function targetChanges(id: string, was: readonly string[] | null, is: readonly string[] | null): readonly Change[] {
  const thing = thingOf("targets", id, null, null);
  if (was === null || is === null) {
    if (was === is) return [];
    const word = was === null ? "became-known" : "became-unknown";
    return [makeChange(thing, word, unknownRisk("Where it is attached was not read in one of the snapshots."))];
  }
  const came = is.filter((target) => !was.includes(target));
  const went = was.filter((target) => !is.includes(target));
  if (came.length + went.length === 0) return [];
  const text = [...came.map((target) => `+ ${target}`), ...went.map((target) => `− ${target}`)].join(", ");
  const judged =
    went.length > 0
      ? increasing(
          `It is no longer attached to ${went.join(", ")}.`,
          ...(came.length > 0 ? [`It is now attached to ${came.join(", ")}.`] : []),
        )
      : decreasing(`It is now attached to ${came.join(", ")}.`);
  return [makeChange(thing, "changed", judged, text)];
}

/** A resource that one side did not look at (no grant named it) came or went for that reason alone: it is left out. */
function resourceChanges(before: Side, after: Side): readonly Change[] {
  const found: Change[] = [];
  for (const [arn, is] of after.model.estate.resources) {
    const was = before.model.estate.resources.get(arn);
    if (!was || was === is || !("policy" in was) || !("policy" in is)) continue;
    const [a, b] = [was.policy, is.policy];
    const [hashA, hashB] = [a, b].map((each) => (each.state === "read" ? each.document : null));
    if (a.state === b.state && hashA === hashB) continue;
    const thing = thingOf("resource", arn, hashA ?? null, hashB ?? null);
    if (a.state === "unread" || b.state === "unread") {
      const why = unknownRisk("The resource's policy was not read in one of the snapshots.");
      found.push(makeChange(thing, a.state === "unread" ? "became-known" : "became-unknown", why));
      continue;
    }
    const word = a.state === "none" ? "gained" : b.state === "none" ? "lost" : "changed";
    const read = (side: Side, hash: string | null | undefined) =>
      side.access.library.document(hash ?? null)?.document ?? null;
    const [docA, docB] = [read(before, hashA), read(after, hashB)];
    const invalid = (a.state === "read" && docA === null) || (b.state === "read" && docB === null);
    const judged = invalid ? unknownRisk("One of the two is no valid policy.") : principalRisk(docA, docB);
    found.push(makeChange(thing, word, judged));
  }
  return found;
}
