/** What is left of each statement of a role's policies once boundary, session policy, organization and denials count. */
import type { LimitAnswer, StatementMarkAnswer } from "@/lib/contracts/api";
import type { Profile } from "@/lib/domain/access/profile";
import { type PermissionRow, permissionRows } from "@/lib/domain/policy/sets";
import { limitAnswer } from "./ask/path";
import type { SnapshotView } from "./snapshot-view";

/** Reasons that one statement names; the rest says the same of other actions. */
const most = 3;

const layerWords: Readonly<Record<string, string>> = {
  identity: "another policy of the role",
  permissionsBoundary: "the permissions boundary",
  session: "the session policy",
  serviceControl: "a service control policy",
  resourceControl: "a resource control policy",
  resource: "the resource's own policy",
};

/** Statements that hold as they are written have no mark. Empty where the action table was not given. */
export function statementMarks(view: SnapshotView, profile: Profile | null): readonly StatementMarkAnswer[] {
  if (view.table === null || profile === null || profile.role === null) return [];
  const marks = view.kept("marks of statements", () => new Map<Profile, readonly StatementMarkAnswer[]>());
  let known = marks.get(profile);
  if (!known) {
    known = marksOf(view, profile);
    marks.set(profile, known);
  }
  return known;
}

function marksOf(view: SnapshotView, profile: Profile): readonly StatementMarkAnswer[] {
  const rows = permissionRows(view.access().engine, profile.sets);
  const byStatement = new Map<string, PermissionRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.policy, row.statement.statement.index]);
    const known = byStatement.get(key);
    if (known) known.push(row);
    else byStatement.set(key, [row]);
  }
  return [...byStatement.values()].flatMap((list) => {
    const mark = markOf(view, profile, list);
    const first = list[0];
    return mark && first ? [{ policy: first.policy, statement: first.statement.statement.index, ...mark }] : [];
  });
}

function markOf(
  view: SnapshotView,
  profile: Profile,
  rows: readonly PermissionRow[],
): Omit<StatementMarkAnswer, "policy" | "statement"> | null {
  // A layer that was not read is no limit, though nothing is certain under it: it is told as a doubt.
  const limits = rows.flatMap((row) =>
    row.limitedBy.filter((limit) => limit.statement !== null || !row.notRead.includes(limit.layer)),
  );
  const answers = new Map<string, LimitAnswer>();
  for (const limit of limits) {
    const answer = limitAnswer(view.access(), profile, limit);
    if (!answers.has(answer.text)) answers.set(answer.text, answer);
  }
  const told = [...answers.values()].slice(0, most);
  const texts = told.map(({ text }) => text);
  const statements = told.map(({ statement }) => statement);
  if (rows.every((row) => row.effect === "denied" || row.effect === "inert")) {
    const inert = rows.every((row) => row.effect === "inert");
    if (inert) return { state: "removed", texts: ["Its actions cannot be about such resources."], statements: [null] };
    return { state: "removed", texts, statements };
  }
  if (texts.length > 0) return { state: "limited", texts, statements };
  // What a key's or another account's own policy has to add is no doubt about this statement.
  const unread = new Set(rows.flatMap((row) => row.notRead).filter((layer) => layer !== "resource"));
  if (unread.size === 0) return null;
  const layers = [...unread].slice(0, most);
  return {
    state: "unknown",
    texts: layers.map((layer) => `Not read: ${layerWords[layer] ?? layer}.`),
    statements: layers.map(() => null),
  };
}
