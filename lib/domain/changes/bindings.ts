/** Which pods get which role: workloads, bindings, and the session policies of associations. */
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding, Verdict } from "@/lib/domain/identity/binding";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";
import {
  type Change,
  decreasing,
  increasing,
  joinRisks,
  makeChange,
  neutral,
  type RiskJudgement,
  unknownRisk,
} from "./change";
import { documentRisk } from "./document-risk";
import { forPairs } from "./pairs";
import type { Holder } from "./permissions";
import type { Side } from "./side";

export function workloadChanges(before: Side, after: Side): readonly Change[] {
  const found: Change[] = [];
  let kept = 0;
  const look = (was: Holder | null, is: Holder) => {
    const thing = { kind: "workloads", workloadId: is.id } as const;
    if (was) {
      kept++;
      if (was !== is && !sameBindings(was, is)) found.push(bindingsOf(thing, was, is));
      return;
    }
    const hidden = hiddenFrom(before, is);
    if (hidden !== null) found.push(makeChange(thing, "became-known", unknownRisk(hidden)));
    else found.push(makeChange(thing, "gained", mirrored(is, "gets", increasing)));
  };
  forPairs(
    before.holderList,
    after.holderList,
    ({ id }) => id,
    (id) => before.holders.get(id),
    look,
  );
  if (kept === before.holderList.length) return found;
  for (const was of before.holderList) {
    if (after.holders.has(was.id)) continue;
    const thing = { kind: "workloads", workloadId: was.id } as const;
    const hidden = hiddenFrom(after, was);
    if (hidden !== null) found.push(makeChange(thing, "became-unknown", unknownRisk(hidden)));
    else found.push(makeChange(thing, "lost", mirrored(was, "got", decreasing)));
  }
  return found;
}

export function hiddenFrom(side: Side, { id, bindings }: Holder): string | null {
  const place = bindings[0] ? bindings[0].clusterArn : (id.split("|")[0] ?? null);
  return side.unseen.workload(place?.startsWith("arn:") ? place : null, bindings);
}

function mirrored(holder: Holder, verb: string, judge: (reason: string) => RiskJudgement): RiskJudgement {
  const had = holder.bindings.filter(({ verdict }) => verdict !== "denied");
  if (had.length === 0) return neutral("No credentials come with it.");
  return judge(`It ${verb} ${had.length === 1 ? "a role" : `${had.length} roles`}.`);
}

function sameBindings(was: Holder, is: Holder): boolean {
  if (was.bindings.length !== is.bindings.length) return false;
  const [a] = was.bindings;
  const [b] = is.bindings;
  if (was.bindings.length <= 1) return a?.id === b?.id;
  const ids = new Set(was.bindings.map(({ id }) => id));
  return is.bindings.every(({ id }) => ids.has(id));
}

function bindingsOf(thing: { kind: "workloads"; workloadId: string }, was: Holder, is: Holder): Change {
  const olds = new Set(was.bindings.map(({ id }) => id));
  const news = new Set(is.bindings.map(({ id }) => id));
  const came = is.bindings.filter(({ id }) => !olds.has(id)).length;
  const went = was.bindings.filter(({ id }) => !news.has(id)).length;
  const text = [came > 0 ? `+ ${plural(came)}` : "", went > 0 ? `− ${plural(went)}` : ""].filter((each) => each !== "");
  // What that means for the risk, its bindings and permissions tell.
  return makeChange(
    thing,
    "changed",
    neutral("Other bindings: the risk stands with them and with its permissions."),
    text.join(", "),
  );
}

function plural(count: number): string {
  return count === 1 ? "1 binding" : `${count} bindings`;
}

export function bindingChanges(before: Side, after: Side): readonly Change[] {
  const found: Change[] = [];
  const otherwise = otherAssociations(before, after);
  let kept = 0;
  const look = (was: Binding | null, is: Binding) => {
    if (!was) {
      found.push(appeared(before, is));
      return;
    }
    kept++;
    const associations = otherwise.size === 0 ? undefined : otherwise.get(is.associationArn ?? "");
    const [a, b] = associations ?? [];
    const tags = a && b && a.disableSessionTags !== b.disableSessionTags ? b : null;
    if (tags || !same(was, is)) found.push(changed(was, is, tags));
    if (a && b && a.policy !== b.policy) found.push(sessionPolicy(before, after, a, b));
  };
  forPairs(
    before.model.bindings,
    after.model.bindings,
    ({ id }) => id,
    (id) => before.model.bindingById.get(id),
    look,
  );
  if (kept < before.model.bindings.length)
    for (const was of before.model.bindings) if (!after.model.bindingById.has(was.id)) found.push(vanished(after, was));
  return found;
}

/** Associations of both sides whose session policy or tags are others now. */
function otherAssociations(
  before: Side,
  after: Side,
): ReadonlyMap<string, readonly [AssociationFacts, AssociationFacts]> {
  const found = new Map<string, readonly [AssociationFacts, AssociationFacts]>();
  forPairs(
    before.model.estate.associations,
    after.model.estate.associations,
    ({ arn }) => arn,
    (arn) => associationOf(before.model.estate, arn) ?? undefined,
    (a, b) => {
      if (!a?.described || !b.described) return;
      if (a.policy !== b.policy || a.disableSessionTags !== b.disableSessionTags) found.set(b.arn, [a, b]);
    },
  );
  return found;
}

function appeared(before: Side, is: Binding): Change {
  const thing = { kind: "bindings", bindingId: is.id } as const;
  const hidden = before.unseen.binding(is);
  if (hidden !== null) return makeChange(thing, "became-known", unknownRisk(hidden));
  return makeChange(thing, "gained", HELD[is.verdict].gained);
}

function vanished(after: Side, was: Binding): Change {
  const thing = { kind: "bindings", bindingId: was.id } as const;
  const hidden = after.unseen.binding(was);
  if (hidden !== null) return makeChange(thing, "became-unknown", unknownRisk(hidden));
  return makeChange(thing, "lost", HELD[was.verdict].lost);
}

const HELD: Readonly<Record<Verdict, { readonly gained: RiskJudgement; readonly lost: RiskJudgement }>> = {
  allowed: {
    gained: increasing("Pods can get the role's credentials."),
    lost: decreasing("Pods could get the role's credentials."),
  },
  conditional: {
    gained: increasing("Pods can get the role's credentials, under conditions."),
    lost: decreasing("Pods could get the role's credentials, under conditions."),
  },
  unknown: {
    gained: unknownRisk("Whether pods can get the role's credentials is not known."),
    lost: unknownRisk("Whether pods could get the role's credentials is not known."),
  },
  denied: {
    gained: neutral("It gives nothing: the credentials cannot be had."),
    lost: neutral("It gave nothing: the credentials could not be had."),
  },
};

function same(was: Binding, is: Binding): boolean {
  return (
    was.verdict === is.verdict &&
    was.effective === is.effective &&
    was.targetRoleArn === is.targetRoleArn &&
    was.credentialRoleArn === is.credentialRoleArn &&
    was.roleArn === is.roleArn &&
    was.reasons.length === is.reasons.length &&
    was.reasons.every(({ code }, i) => code === is.reasons[i]!.code)
  );
}

const RANK: Readonly<Record<Verdict, number>> = { denied: 0, unknown: 1, conditional: 1, allowed: 2 };

/** `tags`: the association, where it sends session tags and did not, or the reverse. */
function changed(was: Binding, is: Binding, tags: AssociationFacts | null): Change {
  const thing = { kind: "bindings", bindingId: is.id } as const;
  if (was.verdict !== is.verdict && (was.verdict === "unknown" || is.verdict === "unknown")) {
    const word = is.verdict === "unknown" ? "became-unknown" : "became-known";
    const text = `${was.verdict} → ${is.verdict}`;
    return makeChange(thing, word, unknownRisk("Not all that decides was read in one of the snapshots."), text);
  }
  const judgements: RiskJudgement[] = [];
  const texts: string[] = [];
  if (was.verdict !== is.verdict) {
    texts.push(`${was.verdict} → ${is.verdict}`);
    const words = `Getting the credentials was ${was.verdict} and is ${is.verdict}.`;
    judgements.push(RANK[is.verdict] > RANK[was.verdict] ? increasing(words) : decreasing(words));
  }
  if (was.credentialRoleArn !== is.credentialRoleArn) {
    texts.push("another role");
    judgements.push(
      unknownRisk("Its credentials are another role's: what that means, the workload's permissions tell."),
    );
  }
  if (was.effective !== is.effective) {
    if (was.effective === null || is.effective === null)
      judgements.push(unknownRisk("Whether new pods get these credentials was not known in one of the snapshots."));
    else if (is.effective) judgements.push(increasing("New pods get these credentials now."));
    else judgements.push(decreasing("New pods no longer get these credentials."));
    texts.push(
      is.effective === false ? "no longer in effect" : is.effective ? "in effect" : "not known to be in effect",
    );
  }
  if (tags) {
    texts.push(tags.disableSessionTags ? "session tags disabled" : "session tags sent");
    judgements.push(unknownRisk("Policies that look at session tags decide otherwise now."));
  }
  if (judgements.length === 0) judgements.push(neutral("The reasons differ, the outcome does not."));
  return makeChange(thing, "changed", joinRisks(judgements), texts.join(", "));
}

function sessionPolicy(before: Side, after: Side, a: AssociationFacts, b: AssociationFacts): Change {
  const keep = (side: Side, text: string | null) => (text === null ? null : side.access.library.keepText(text));
  const [hashA, hashB] = [keep(before, a.policy), keep(after, b.policy)];
  const thing = {
    kind: "policies",
    place: "session",
    policy: "session policy",
    roleArn: null,
    associationArn: b.arn,
    before: hashA,
    after: hashB,
  } as const;
  if (hashA === null) return makeChange(thing, "gained", decreasing("A session policy limits the credentials now."));
  if (hashB === null)
    return makeChange(thing, "lost", increasing("No session policy limits the credentials any more."));
  const [was, is] = [
    { index: before.access, hash: hashA },
    { index: after.access, hash: hashB },
  ];
  return makeChange(thing, "changed", documentRisk(was, is, "limits"));
}
