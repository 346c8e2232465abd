/** One change in full: what it was and is, documents side by side, and what credentials gain and lose. */
import type {
  ChangeDetail,
  ChangedDocument,
  ChangedFindingSide,
  ChangedPermissions,
  PolicyAnswer,
} from "@/lib/contracts/api";
import { abilitiesOf, compareAbilities } from "@/lib/domain/access/abilities";
import type { Change } from "@/lib/domain/changes/change";
import { heldBy, standings } from "@/lib/domain/changes/permissions";
import { compareStandings } from "@/lib/domain/changes/standing";
import type { Finding } from "@/lib/domain/findings/finding";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { ActionSet } from "@/lib/domain/policy/sets";
import { policyAnswer } from "../policy-answer";
import { policyUses } from "../policy-uses";
import { roleRef } from "../refs";
import { changesByService } from "../service-changes";
import type { SnapshotView } from "../snapshot-view";
import { type CompareInput, compared, logOf } from "./compared";
import { changeRow, type Views } from "./rows";

export type ChangeDetailInput = CompareInput & { readonly id: string };

/** null where nothing of that id differs. */
export function showChange(
  view: SnapshotView,
  input: ChangeDetailInput,
  before: SnapshotView | null,
): ChangeDetail | null {
  if (before === null || before === view) return null;
  const found = compared(view, before, input.findings);
  const change = found.byId.get(input.id);
  if (!change) return null;
  const views: Views = { before, after: view, compared: found };
  const { thing } = change;
  return {
    row: changeRow(views, logOf(input.recorded), change),
    fields: fieldsOf(views, change),
    documents: documentsOf(views, change),
    permissions: thing.kind === "permissions" ? permissionsOf(views, thing.workloadId) : null,
    finding:
      thing.kind === "findings"
        ? {
            before: sideOf(found.findings.before.get(thing.findingId)),
            after: sideOf(found.findings.after.get(thing.findingId)),
          }
        : null,
    workloads: workloadsOf(views, change),
  };
}

type Field = ChangeDetail["fields"][number];

/** Only fields that differ. */
function differing(fields: readonly Field[]): readonly Field[] {
  return fields.filter(({ before, after }) => before !== after);
}

function fieldsOf({ before, after }: Views, { thing }: Change): readonly Field[] {
  const both = <T>(
    name: string,
    a: T | null | undefined,
    b: T | null | undefined,
    say: (value: T) => string | null,
  ): Field => ({
    name,
    before: a == null ? null : say(a),
    after: b == null ? null : say(b),
  });
  if (thing.kind === "bindings") {
    const [a, b] = [before, after].map(({ model }) => model.bindingById.get(thing.bindingId));
    const [associationA, associationB] = [
      associationOf(before.model.estate, a?.associationArn ?? null),
      associationOf(after.model.estate, b?.associationArn ?? null),
    ];
    return differing([
      both("Mechanism", a, b, ({ mechanism }) => mechanism),
      both("Credentials can be had", a, b, ({ verdict }) => verdict),
      both("New pods get them", a, b, ({ effective }) => (effective === null ? "not known" : effective ? "yes" : "no")),
      both("Role", a, b, ({ roleArn }) => roleArn),
      both("Target role", a, b, ({ targetRoleArn }) => targetRoleArn),
      both("Because", a, b, ({ reasons }) => reasons.map(({ text }) => text).join(" ")),
      both("Session tags", associationA, associationB, ({ disableSessionTags }) =>
        disableSessionTags === null ? "not known" : disableSessionTags ? "disabled" : "sent",
      ),
      both("Association", associationA, associationB, ({ id }) => id),
    ]);
  }
  if (thing.kind === "workloads") {
    const say = (view: SnapshotView, id: string) => {
      const bindings = (view === before ? before : after).workloads().find(({ row }) => row.id === id)?.bindings;
      return (
        bindings
          ?.map((each) => `${each.mechanism} → ${roleRef(view, each.credentialRoleArn).name} (${each.verdict})`)
          .sort()
          .join(", ") ?? null
      );
    };
    return differing([
      { name: "Bindings", before: say(before, thing.workloadId), after: say(after, thing.workloadId) },
    ]);
  }
  if (thing.kind === "roles") {
    const [a, b] = [before, after].map(({ model }) => {
      const state = model.roleByArn.get(thing.roleArn)?.state;
      return state?.kind === "present" ? state.role : null;
    });
    const tags = (all: Readonly<Record<string, string>>) =>
      Object.entries(all)
        .map(([key, value]) => `${key} = ${value}`)
        .sort()
        .join(", ");
    return differing([
      both("Unique id", a, b, ({ roleId }) => roleId),
      both("Created", a, b, ({ createdAt }) => createdAt),
      both("Tags", a, b, (role) => tags(role.tags)),
      both(
        "Attached policies",
        a,
        b,
        ({ attachedPolicies }) =>
          attachedPolicies
            ?.map(({ arn }) => arn)
            .sort()
            .join(", ") ?? null,
      ),
    ]);
  }
  if (thing.kind === "policies" && thing.place === "targets") {
    const [a, b] = [before, after].map(({ model }) =>
      model.estate.organizationPolicies?.find(({ id }) => id === thing.policy),
    );
    return differing([both("Attached to", a, b, ({ targets }) => targets?.slice().sort().join(", ") ?? "not read")]);
  }
  if (thing.kind === "policies" && thing.place === "boundary") {
    const [a, b] = [before, after].map(({ model }) => model.estate.roleByArn.get(thing.roleArn ?? ""));
    return differing([both("Permissions boundary", a, b, ({ permissionsBoundaryArn }) => permissionsBoundaryArn)]);
  }
  return [];
}

const KINDS: Readonly<Record<Extract<Change["thing"], { kind: "policies" }>["place"], PolicyAnswer["kind"]>> = {
  inline: "inline",
  attached: "customer",
  document: "customer",
  boundary: "boundary",
  session: "session",
  organization: "scp",
  targets: "scp",
  resource: "resource",
};

function documentsOf(views: Views, { thing, word }: Change): readonly ChangedDocument[] {
  if (thing.kind === "trust") {
    const sides = [views.before, views.after].map((view, i) =>
      documentOf(view, i === 0 ? thing.before : thing.after, "trust", "Trust policy", null),
    );
    return [{ title: "Trust policy", before: sides[0]!, after: sides[1]! }];
  }
  if (thing.kind !== "policies" || thing.place === "targets") return [];
  const name = thing.policy.slice(thing.policy.lastIndexOf("/") + 1);
  const arn = thing.policy.startsWith("arn:") ? thing.policy : null;
  const kind = arn?.includes(":iam::aws:") ? "aws" : KINDS[thing.place];
  const missing = (side: "before" | "after") =>
    (side === "before" && (word === "gained" || word === "became-known")) ||
    (side === "after" && (word === "lost" || word === "became-unknown"));
  const side = (which: "before" | "after") =>
    thing[which] === null && missing(which) ? null : documentOf(views[which], thing[which], kind, name, arn);
  return [{ title: name, before: side("before"), after: side("after") }];
}

function documentOf(
  view: SnapshotView,
  hash: string | null,
  kind: PolicyAnswer["kind"],
  name: string,
  arn: string | null,
): PolicyAnswer {
  const parsed = view.access().library.parsed(hash);
  return policyAnswer(
    { name, arn, kind },
    parsed,
    "The document was not read: what it says is unknown. Coverage says why.",
  );
}

function permissionsOf({ after: view, compared: { before, after } }: Views, id: string): ChangedPermissions {
  const nobody = { id, bindings: [] };
  const a = heldBy(before.book, before.holders.get(id) ?? nobody);
  const b = heldBy(after.book, after.holders.get(id) ?? nobody);
  const { was, is } = standings(before.book, a, after.book, b);
  const sets = compareStandings(was, is);
  const abilities = (book: typeof before.book, held: typeof a.held) =>
    held.flatMap(({ profile, level }) => abilitiesOf(book.index, profile, level));
  const difference = compareAbilities(abilities(before.book, a.held), abilities(after.book, b.held));
  const { table } = view.access();
  // What was unknown on one side is neither gained nor lost, whatever the documents that were read say.
  const without = (differences: typeof difference.gained, unknown: ActionSet) =>
    changesByService(
      table,
      differences.flatMap((each) => {
        const actions = each.actions.subtract(unknown);
        return actions.isEmpty ? [] : [{ ...each, actions }];
      }),
    );
  const plain = (actions: ActionSet) => changesByService(table, actions.isEmpty ? [] : [{ actions }]);
  return {
    gained: without(difference.gained, sets.becameKnown),
    lost: without(difference.lost, sets.becameUnknown),
    weakened: without(difference.weakened, sets.becameUnknown),
    strengthened: without(difference.strengthened, sets.becameKnown),
    becameKnown: plain(sets.becameKnown),
    becameUnknown: plain(sets.becameUnknown),
  };
}

function sideOf(finding: Finding | undefined): ChangedFindingSide | null {
  if (!finding) return null;
  const { severity, severityReason, title, explanation, subjects } = finding;
  return {
    severity,
    severityReason,
    title,
    explanation,
    subjects: subjects.slice(0, 20).map(({ name }) => name),
    subjectCount: subjects.length,
  };
}

/** Whose credentials it is about: in the later snapshot, where it is still there. */
function workloadsOf({ before, after }: Views, { thing, word }: Change): number | null {
  const view = word === "lost" || word === "became-unknown" ? before : after;
  if (thing.kind !== "policies" && thing.kind !== "trust") return null;
  const roleArn = thing.roleArn;
  if (roleArn !== null) {
    const role = view.model.roleByArn.get(roleArn);
    return role
      ? new Set(
          role.bindings.map(
            ({ clusterArn, issuer, namespace, serviceAccount }) =>
              `${clusterArn ?? issuer}|${namespace}|${serviceAccount}`,
          ),
        ).size
      : null;
  }
  if (thing.kind === "trust" || thing.place === "session" || thing.place === "resource") return null;
  return policyUses(view).get(thing.policy)?.workloads.length ?? 0;
}
