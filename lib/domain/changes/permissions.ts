/** Who can do what they could not, and the reverse: credentials are compared, not bindings. */
import { abilitiesOf, compareAbilities } from "@/lib/domain/access/abilities";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ActionSet } from "@/lib/domain/policy/sets";
import type { ActionTable } from "@/lib/domain/policy/table";
import { actionsInWords, serviceWords } from "./action-words";
import {
  type Change,
  type ChangedThing,
  changeId,
  decreasing,
  increasing,
  joinRisks,
  makeChange,
  neutral,
  type RiskJudgement,
  unknownRisk,
} from "./change";
import { forPairs } from "./pairs";
import {
  compareStandings,
  type Held,
  joined,
  NOTHING,
  type Standing,
  type StandingBook,
  type StandingDifference,
} from "./standing";

/** A workload, a pattern of service accounts or a cluster's nodes, with what gives it credentials. */
export interface Holder {
  readonly id: string;
  readonly bindings: readonly Binding[];
}

interface Holders {
  readonly book: StandingBook;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly holderList: readonly Holder[];
}

/** Pairs of credentials whose resources are compared grant by grant. Beyond, it is said that they were not. */
const PAIRS_IN_DETAIL = 600;

/**
 * `hidden`: why the snapshot that lacks a workload cannot tell that it is not there. Workloads whose credentials are the
 * same on both sides cost one look.
 */
export function permissionChanges(
  before: Holders,
  after: Holders,
  hidden: (holder: Holder, missingFrom: "before" | "after") => string | null,
): readonly Change[] {
  const pairs = new PairBook(before.book, after.book);
  const found: Change[] = [];
  const look = (id: string, was: Holder | undefined, is: Holder | undefined) => {
    const a = was ? heldBy(before.book, was) : NO_CREDENTIALS;
    const b = is ? heldBy(after.book, is) : NO_CREDENTIALS;
    if (a === b || a.key === b.key) return;
    const missing = was ? (is ? null : hidden(was, "after")) : hidden(is!, "before");
    const thing = { kind: "permissions", workloadId: id } as const;
    if (missing !== null) {
      found.push(makeChange(thing, was ? "became-unknown" : "became-known", unknownRisk(missing)));
      return;
    }
    const compared = pairs.compare(a, b);
    if (compared) found.push(new PermissionChange(thing, compared));
  };
  let kept = 0;
  forPairs(
    before.holderList,
    after.holderList,
    ({ id }) => id,
    (id) => before.holders.get(id),
    (was, is) => {
      if (was) kept++;
      look(is.id, was ?? undefined, is);
    },
  );
  if (kept < before.holderList.length)
    for (const was of before.holderList) if (!after.holders.has(was.id)) look(was.id, was, undefined);
  return found;
}

export interface Credentials {
  readonly held: readonly Held[];
  /** Equal for credentials that can do the same; a number where there is one set of them. */
  readonly key: number | string;
}

const NO_CREDENTIALS: Credentials = { held: [], key: -1 };

export function heldBy(book: StandingBook, { bindings }: Holder): Credentials {
  const [only] = bindings;
  if (only && bindings.length === 1) {
    const held = book.held(only);
    return held ? { held: [held], key: book.signature(held) } : NO_CREDENTIALS;
  }
  const held = bindings.flatMap((binding) => book.held(binding) ?? []);
  const keys = [...new Set(held.map((each) => book.signature(each)))].sort((a, b) => a - b);
  if (keys.length === 0) return NO_CREDENTIALS;
  return { held, key: keys.length === 1 ? keys[0]! : keys.join("&") };
}

/** Words are put together when somebody reads them: a control policy can change what every workload may do. */
class PermissionChange implements Change {
  readonly id: string;

  constructor(
    readonly thing: ChangedThing & { readonly kind: "permissions" },
    private readonly compared: Compared,
  ) {
    this.id = changeId(thing);
  }

  get word() {
    return this.compared.word;
  }
  get risk() {
    return this.compared.risk;
  }
  get reasons() {
    return this.compared.reasons;
  }
  get text() {
    return this.compared.text;
  }
}

type Compared = Pick<Change, "word" | "text" | "risk" | "reasons">;

/** Two sets of credentials whose actions differ. */
class OtherActions implements Compared {
  readonly word: Change["word"];
  readonly risk: Change["risk"];
  private readonly keptTable: ActionTable;
  private readonly keptSets: StandingDifference;
  private readonly keptDoubt: string;
  private keptReasons: readonly string[] | null = null;
  private keptText: string | null = null;

  constructor(table: ActionTable, was: Standing, is: Standing, sets: StandingDifference, doubt: string) {
    this.keptTable = table;
    this.keptSets = sets;
    this.keptDoubt = doubt;
    this.word = wordOf(was, is, sets);
    this.risk = riskOf(sets);
  }

  get reasons() {
    this.keptReasons ??= joinRisks([
      ...judge(this.keptTable, this.keptSets),
      ...(this.keptDoubt ? [neutral(this.keptDoubt)] : []),
    ]).reasons;
    return this.keptReasons;
  }

  get text() {
    this.keptText ??= textOf(this.keptTable, this.keptSets);
    return this.keptText;
  }
}

function riskOf({ gained, lost, strengthened, weakened }: StandingDifference): Change["risk"] {
  if (!gained.isEmpty || !strengthened.isEmpty) return "increasing";
  return lost.isEmpty && weakened.isEmpty ? "unknown" : "decreasing";
}

function isSame(sets: StandingDifference): boolean {
  const { gained, lost, strengthened, weakened, becameKnown, becameUnknown, open } = sets;
  return (
    open === "same" && [gained, lost, strengthened, weakened, becameKnown, becameUnknown].every((set) => set.isEmpty)
  );
}

/** Each pair of different credentials is compared once, however many workloads hold them. */
class PairBook {
  readonly #before: StandingBook;
  readonly #after: StandingBook;
  readonly #known = new Map<string, Compared | null>();
  #inDetail = 0;

  constructor(before: StandingBook, after: StandingBook) {
    this.#before = before;
    this.#after = after;
  }

  compare(a: Credentials, b: Credentials): Compared | null {
    const key = `${a.key} ${b.key}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#make(a, b);
      this.#known.set(key, found);
    }
    return found;
  }

  #make(a: Credentials, b: Credentials): Compared | null {
    const { was, is, doubt } = standings(this.#before, a, this.#after, b);
    const sets = compareStandings(was, is);
    if (!isSame(sets)) return new OtherActions(this.#after.index.table, was, is, sets, doubt);
    const inDetail = this.#inDetail < PAIRS_IN_DETAIL;
    this.#inDetail++;
    const rest = inDetail ? this.#regions(a, b) : unknownRisk(NOT_IN_DETAIL);
    return rest && { word: "changed", text: "the same actions", ...rest };
  }

  /** The same actions: on other resources, or under other conditions? null = on the same and under the same. */
  #regions(a: Credentials, b: Credentials): RiskJudgement | null {
    const of = (book: StandingBook, { held }: Credentials) =>
      held.flatMap(({ profile, level }) => abilitiesOf(book.index, profile, level));
    const { gained, lost, strengthened, weakened } = compareAbilities(of(this.#before, a), of(this.#after, b));
    const where = (differences: typeof gained) => {
      const names = new Set(differences.flatMap(({ region }) => region.patterns.map(({ text }) => text)));
      const [first = "", second] = names;
      return names.size > 2 ? `${first} and ${names.size - 1} more` : second ? `${first} and ${second}` : first;
    };
    const judgements = [
      ...(gained.length > 0 ? [increasing(`The same actions on further resources: ${where(gained)}.`)] : []),
      ...(strengthened.length > 0
        ? [increasing(`On ${where(strengthened)} it holds without the condition that it was under.`)]
        : []),
      ...(lost.length > 0 ? [decreasing(`No longer on ${where(lost)}.`)] : []),
      ...(weakened.length > 0 ? [decreasing(`On ${where(weakened)} it is now under a condition.`)] : []),
    ];
    if (judgements.length > 0) return joinRisks(judgements);
    return otherConditions(a, b) ? unknownRisk("The conditions differ: which are wider cannot be told.") : null;
  }
}

/** Some document differs, and yet nothing that sets and resources tell: conditions, or words that come to the same. */
function otherConditions(a: Credentials, b: Credentials): boolean {
  const conditional = ({ held }: Credentials) =>
    held.some(({ profile }) => {
      const { identity, permissionsBoundary, session } = profile.sets;
      return [identity, permissionsBoundary, session].some(
        (layer) =>
          Array.isArray(layer) &&
          layer.some(({ sets }) => sets?.statements.some((each: { conditional: boolean }) => each.conditional)),
      );
    });
  return conditional(a) || conditional(b);
}

const NOT_IN_DETAIL =
  "The same actions; resources and conditions of so many different credentials are compared when one of them is opened.";

/** Both sides, with what is in doubt on both of them alike as one sentence. */
export function standings(
  before: StandingBook,
  a: Credentials,
  after: StandingBook,
  b: Credentials,
): { readonly was: Standing; readonly is: Standing; readonly doubt: string } {
  const [doubtWas, doubtIs] = [before.doubts(a.held), after.doubts(b.held)];
  // Nothing is in doubt about having no credentials.
  const alike = doubtWas === doubtIs || a.held.length === 0 || b.held.length === 0;
  const of = (book: StandingBook, { held }: Credentials) =>
    held.length === 0 ? NOTHING : joined(held.map((each) => book.standing(each, alike)));
  const doubt = alike ? doubtWas || doubtIs : "";
  return { was: of(before, a), is: of(after, b), doubt: doubt === "" ? "" : doubtInWords(doubt) };
}

const layerWords: Readonly<Record<string, string>> = {
  permissionsBoundary: "the permissions boundary",
  session: "the session policy",
  serviceControl: "service control policies",
  resourceControl: "resource control policies",
  credentials: "whether the credentials can be had",
};

function doubtInWords(doubt: string): string {
  const names = doubt.split(",").map((name) => layerWords[name] ?? name);
  return `As far as was read: not known is ${names.join(" and ")}.`;
}

function judge(table: ActionTable, sets: StandingDifference): RiskJudgement[] {
  const said = (actions: ActionSet) => actionsInWords(table, actions);
  const judgements: RiskJudgement[] = [];
  if (!sets.gained.isEmpty) judgements.push(increasing(`Can now do ${said(sets.gained)}.`));
  if (!sets.strengthened.isEmpty)
    judgements.push(increasing(`Certain now, and under conditions before: ${said(sets.strengthened)}.`));
  if (!sets.lost.isEmpty) judgements.push(decreasing(`Can no longer do ${said(sets.lost)}.`));
  if (!sets.weakened.isEmpty) judgements.push(decreasing(`Now under conditions: ${said(sets.weakened)}.`));
  if (!sets.becameUnknown.isEmpty || sets.open === "opened")
    judgements.push(unknownRisk("Some of what decides was not read in the later snapshot."));
  if (!sets.becameKnown.isEmpty || sets.open === "closed")
    judgements.push(unknownRisk("Some of what decides was not read in the earlier snapshot."));
  return judgements;
}

function wordOf(was: Standing, is: Standing, sets: StandingDifference): Change["word"] {
  const { gained, lost, strengthened, weakened, becameKnown, becameUnknown, open } = sets;
  const moved = !gained.isEmpty || !lost.isEmpty || !strengthened.isEmpty || !weakened.isEmpty;
  if (!moved) {
    const known = !becameKnown.isEmpty || open === "closed";
    const unknown = !becameUnknown.isEmpty || open === "opened";
    return known === unknown ? "changed" : known ? "became-known" : "became-unknown";
  }
  const none = ({ allowed, conditional, unknown, open: rest }: Standing) =>
    allowed.isEmpty && conditional.isEmpty && unknown.isEmpty && !rest;
  return none(was) ? "gained" : none(is) ? "lost" : "changed";
}

function textOf(table: ActionTable, sets: StandingDifference): string {
  const part = (sign: string, actions: ActionSet) =>
    actions.isEmpty ? [] : [`${sign} ${serviceWords(table, actions)}`];
  return [
    ...part("+", sets.gained.union(sets.strengthened)),
    ...part("−", sets.lost.union(sets.weakened)),
    ...part("?", sets.becameUnknown),
  ].join(", ");
}
