/** Whether a document lets through more than it did: one that grants, one that limits, one that says who may come. */
import { type Ability, compareAbilities } from "@/lib/domain/access/abilities";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { PolicyDocument, Statement } from "@/lib/domain/policy";
import { ActionSet, noSetLayers, type PolicySets } from "@/lib/domain/policy/sets";
import { actionsInWords } from "./action-words";
import { decreasing, increasing, joinRisks, neutral, type RiskJudgement, unknownRisk } from "./change";
import { compareDocuments, principalTexts, type StatementDifference, type StatementPair } from "./statements";

/** Where documents are looked up: null = not read, or no valid policy. */
export interface DocumentSide {
  readonly index: AccessIndex;
  readonly hash: string | null;
}

/** grants: a policy of a role. limits: a boundary, a session policy, a policy of the organization. */
export type DocumentUse = "grants" | "limits";

/** null on one side: there was, or is, none. Throws nothing; what cannot be read is an unknown risk. */
export function documentRisk(before: DocumentSide | null, after: DocumentSide | null, use: DocumentUse): RiskJudgement {
  const index = (after ?? before)?.index;
  if (!index || (before && after && before.hash === after.hash)) return neutral();
  const key = `${use} ${before ? before.hash : "none"} ${after ? after.hash : "none"}`;
  let known = judged.get(index);
  if (!known) {
    known = new Map();
    judged.set(index, known);
  }
  let judgement = known.get(key);
  if (!judgement) {
    judgement = judge(before, after, use);
    known.set(key, judgement);
  }
  return judgement;
}

/** Roles get and lose the same few documents: each pair is judged once. */
const judged = new WeakMap<AccessIndex, Map<string, RiskJudgement>>();

function judge(before: DocumentSide | null, after: DocumentSide | null, use: DocumentUse): RiskJudgement {
  const [was, is] = [before && setsOf(before), after && setsOf(after)];
  if (was === "unread" || is === "unread") return unknownRisk("The document was not read, or is no valid policy.");
  const { index } = (after ?? before)!;
  const say = (actions: ActionSet) => actionsInWords(index.table, actions);
  if (was === null || is === null) {
    const sets = (was ?? is)!;
    const came = was === null;
    if (use === "limits")
      return came ? decreasing("A limit more.") : increasing("A limit less: it no longer takes anything away.");
    const allows = sets.allowMay.isEmpty && sets.unknown.length === 0 ? null : say(sets.allowMay);
    if (allows === null)
      return sets.denyMay.isEmpty
        ? neutral("It allows and denies nothing.")
        : came
          ? decreasing(`It denies ${say(sets.denyMay)}.`)
          : increasing(`What it denied is no longer denied: ${say(sets.denyMay)}.`);
    const words = sets.allowMay.isEmpty ? sets.unknown.slice(0, 3).join(", ") : allows;
    return came ? increasing(`It allows ${words}.`) : decreasing(`It allowed ${words}.`);
  }
  return setsRisk(index, was, is);
}

function setsOf({ index, hash }: DocumentSide): PolicySets | "unread" {
  const document = index.library.document(hash);
  return hash === null || document === null ? "unread" : index.library.setsAsWritten(hash);
}

/** Both are there. What an Allow comes to is told by sets and resources, denials and conditions by their statements. */
function setsRisk(index: AccessIndex, was: PolicySets, is: PolicySets): RiskJudgement {
  const say = (actions: ActionSet) => actionsInWords(index.table, actions);
  const judgements: RiskJudgement[] = [];
  const { gained, lost, weakened, strengthened } = compareAbilities(allowed(index, was), allowed(index, is));
  const all = (differences: typeof gained) => ActionSet.unionOf(differences.map(({ actions }) => actions));
  if (gained.length > 0) judgements.push(increasing(`It allows more: ${say(all(gained))}${on(gained)}.`));
  if (strengthened.length > 0) judgements.push(increasing(`A condition fell away from ${say(all(strengthened))}.`));
  if (lost.length > 0) judgements.push(decreasing(`It allows less: ${say(all(lost))}${on(lost)}.`));
  if (weakened.length > 0) judgements.push(decreasing(`Now under a condition: ${say(all(weakened))}.`));
  const difference = compareDocuments(was.document, is.document);
  judgements.push(...denials(difference));
  if (judgements.length > 0) return joinRisks(judgements);
  const { added, removed, altered } = difference;
  if (added.length + removed.length + altered.length === 0)
    return neutral("It says the same in other words: order, names or spaces.");
  const pairs = altered.filter(({ width }) => width !== "same");
  if (added.length === 0 && removed.length === 0 && pairs.length > 0) return joinRisks(pairs.map(allowPair));
  const unknownNames = was.unknown.join() !== is.unknown.join();
  return unknownRisk(
    unknownNames
      ? "It names other actions that AWS's list does not have."
      : "Statements differ, and which lets through more cannot be told.",
  );
}

function allowed(index: AccessIndex, sets: PolicySets): readonly Ability[] {
  return index.engine
    .grants({ ...noSetLayers, identity: [{ name: "", sets }] })
    .flatMap(({ region, may, must }) => (may.isEmpty ? [] : [{ region, may, must, onward: false }]));
}

function on(differences: ReturnType<typeof compareAbilities>["gained"]): string {
  const names = new Set(
    differences.flatMap(({ region }) => region.patterns.map(({ text }) => (region.negated ? `all but ${text}` : text))),
  );
  const [first] = names;
  if (first === undefined || first === "*") return " on every resource";
  return names.size === 1 ? ` on ${first}` : ` on ${first} and ${names.size - 1} more`;
}

function denials({ added, removed, altered }: StatementDifference): readonly RiskJudgement[] {
  const name = (statement: Statement) =>
    statement.sid === null ? `statement ${statement.index + 1}` : `“${statement.sid}”`;
  const deny = (statement: Statement) => statement.effect === "Deny";
  return [
    ...removed.filter(deny).map((each) => increasing(`A denial is gone: ${name(each)}.`)),
    ...altered
      .filter(({ before, width }) => deny(before) && width !== "same")
      .map(({ after, width }) =>
        width === "narrower"
          ? increasing(`It denies less: ${name(after)}.`)
          : width === "wider"
            ? decreasing(`It denies more: ${name(after)}.`)
            : unknownRisk(`A denial differs, and which denies more cannot be told: ${name(after)}.`),
      ),
    ...added.filter(deny).map((each) => decreasing(`A further denial: ${name(each)}.`)),
  ];
}

/** Who may come: trust policies, and policies of resources. null = there was, or is, none. */
export function principalRisk(before: PolicyDocument | null, after: PolicyDocument | null): RiskJudgement {
  if (before === null || after === null) {
    const statements = (after ?? before)?.statements ?? [];
    const came = before === null;
    const allows = statements.filter(({ effect }) => effect === "Allow");
    if (allows.length === 0)
      return came ? decreasing("It lets nobody in, and may deny.") : increasing("What it denied is no longer denied.");
    return came ? increasing(`It lets in ${whom(allows)}.`) : decreasing(`It let in ${whom(allows)}.`);
  }
  const difference = compareDocuments(before, after);
  const allow = ({ effect }: Statement) => effect === "Allow";
  const added = difference.added.filter(allow);
  const removed = difference.removed.filter(allow);
  const judgements = [
    ...(added.length > 0 ? [increasing(`It also lets in ${whom(added)}.`)] : []),
    ...denials(difference),
    ...difference.altered.filter(({ before: was, width }) => allow(was) && width !== "same").map(allowPair),
    ...(removed.length > 0 ? [decreasing(`It no longer lets in ${whom(removed)} as it did.`)] : []),
  ];
  return judgements.length > 0
    ? joinRisks(judgements)
    : neutral("It says the same in other words: order, names or spaces.");
}

function allowPair({ before, after, width, conditions, principals }: StatementPair): RiskJudgement {
  const name = after.sid === null ? `Statement ${after.index + 1}` : `“${after.sid}”`;
  const keys = (statement: Statement) => statement.conditions.map(({ key }) => key);
  const gone = keys(before).filter((key) => !keys(after).includes(key));
  const come = keys(after).filter((key) => !keys(before).includes(key));
  if (width === "wider") {
    if (conditions === "wider" && after.conditions.length === 0)
      return increasing(`${name} is no longer under any condition (it was: ${gone.join(", ")}).`);
    if (conditions === "wider")
      return increasing(
        gone.length > 0
          ? `${name} lost the condition on ${gone.join(", ")}.`
          : `A condition of ${name} takes in more values.`,
      );
    if (principals === "wider") return increasing(`${name} lets in more: ${whom([after])}.`);
    return increasing(`${name} covers more.`);
  }
  if (width === "narrower") {
    if (conditions === "narrower")
      return decreasing(
        come.length > 0
          ? `${name} has a further condition, on ${come.join(", ")}.`
          : `A condition of ${name} takes in fewer values.`,
      );
    if (principals === "narrower") return decreasing(`${name} lets in fewer: ${whom([after])}.`);
    return decreasing(`${name} covers less.`);
  }
  return unknownRisk(`${name} differs, and which lets in more cannot be told.`);
}

function whom(statements: readonly Statement[]): string {
  const names = new Set(
    statements.flatMap(({ principal }) => {
      const texts = principalTexts(principal).map((text) =>
        text === "*" || text === "AWS *" ? "anyone" : text.replace(/^\w+ /, ""),
      );
      return principal?.negated ? [`everyone but ${texts.join(", ")}`] : texts;
    }),
  );
  const shown = [...names].slice(0, 3).join(", ");
  const open = statements.some(({ conditions }) => conditions.length === 0) ? " without conditions" : "";
  return `${shown === "" ? "those whom it names" : shown}${names.size > 3 ? ` and ${names.size - 3} more` : ""}${open}`;
}
