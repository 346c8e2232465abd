/** The documents of a snapshot as the access index reads them: compiled, for one caller, by name. */
import { boundaryLayer, identityLayer, type ResolveContext } from "@/lib/domain/identity/context";
import { organizationLevels } from "@/lib/domain/identity/organization-levels";
import { organizationFacts } from "@/lib/domain/identity/pod-identity-request";
import { type FactMap, toFacts } from "@/lib/domain/identity/request-facts";
import { type CompiledPolicy, compilePolicy, type Facts, type Layer, type PolicyLayers } from "@/lib/domain/policy";
import { toParsed } from "@/lib/domain/policy/document-reader";
import type { ParsedDocument } from "@/lib/domain/policy/parsed-document";
import type { NamedSets, PolicySets, SetCompiler, SetLayer } from "@/lib/domain/policy/sets";
import type { OrganizationPolicyFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { tellsSessionsApart } from "./caller-keys";
import { type CallerDocument, SpecialisableDocument } from "./specialise";

/** A document that is attached somewhere. `hash` null = it was not read. */
export interface NamedDocument {
  /** As explanations name it: the policy's ARN, or the name of an inline policy. */
  readonly name: string;
  readonly hash: string | null;
}

/** One that many roles have: what it reads for all of them alike is kept with it. */
class SharedDocument implements NamedDocument {
  /** null = not looked at yet, or it reads differently for different callers. */
  asWritten: NamedSets | null = null;

  constructor(
    readonly name: string,
    readonly hash: string | null,
  ) {}
}

/** The control policies of an account, by what they look at of its principals. */
interface ControlReading {
  readonly control: ControlPolicies;
  /** Those that look at more than the account. */
  readonly closer: readonly NamedDocument[];
  /** By the form of the only one that looks closer, or by the names of the forms of all; null where none does. */
  readonly known: Map<CallerDocument | string | null, readonly SetLayer[]>;
}

type ByControl<Value> = Readonly<Record<ControlType, Map<string, Value>>>;

/** Where an explanation's "policy" is found again. */
export type ControlType = "SCP" | "RCP";

export interface ControlPolicies {
  /** One list a level, root first. */
  readonly levels: readonly (readonly NamedDocument[])[];
  /** False: such policies may exist and were not read. They are left out, and said to be missing. */
  readonly read: boolean;
}

export class PolicyLibrary {
  readonly context: ResolveContext;
  readonly compiler: SetCompiler;
  readonly #documents = new Map<string, SpecialisableDocument | null>();
  readonly #attached = new Map<string, SharedDocument>();
  readonly #controls: ByControl<ControlPolicies> = { SCP: new Map(), RCP: new Map() };
  readonly #readings: ByControl<ControlReading> = { SCP: new Map(), RCP: new Map() };
  readonly #controlKeys = new Map<ControlPolicies, ReadonlySet<string>>();
  readonly #tellingControlKeys = new Map<ControlPolicies, readonly string[]>();
  readonly #levels = new Map<string, readonly SetLayer[]>();
  readonly #organizations = new Map<string, Facts>();
  readonly #layers = new Map<string, SetLayer>();
  readonly #texts = new Map<string, ParsedDocument>();
  readonly #sessions = new Map<string, CompiledPolicy | null>();

  constructor(context: ResolveContext, compiler: SetCompiler) {
    this.context = context;
    this.compiler = compiler;
  }

  /** null where it was not read or is no valid policy. */
  document(hash: string | null): SpecialisableDocument | null {
    if (hash === null) return null;
    const known = this.#documents.get(hash);
    if (known !== undefined) return known;
    const parsed = (this.#texts.get(hash) ?? this.context.documents.parsed(hash))?.document ?? null;
    const found = parsed && new SpecialisableDocument(hash, parsed);
    this.#documents.set(hash, found);
    return found;
  }

  parsed(hash: string | null): ParsedDocument | null {
    if (hash === null) return null;
    return this.#texts.get(hash) ?? this.context.documents.parsed(hash);
  }

  /** A document that stands in another object, such as an association's session policy. The name under which it is kept. */
  keepText(text: string): string {
    const hash = `text:${text}`;
    if (!this.#texts.has(hash)) this.#texts.set(hash, toParsed(hash, text));
    return hash;
  }

  /** The session policy for `decide`; "unknown" where it is no valid policy. */
  session(text: string): Layer {
    const hash = this.keepText(text);
    let compiled = this.#sessions.get(hash);
    if (compiled === undefined) {
      const document = this.#texts.get(hash)?.document;
      compiled = document ? compilePolicy(document, "session policy", "identity") : null;
      this.#sessions.set(hash, compiled);
    }
    return compiled ? [compiled] : "unknown";
  }

  sets(document: NamedDocument, facts: () => Facts): NamedSets {
    const shared = document instanceof SharedDocument ? document : null;
    if (shared?.asWritten) return shared.asWritten;
    const { name, hash } = document;
    const found = this.document(hash);
    if (!found) return { name, sets: null };
    const form = found.for(facts);
    const sets = { name, sets: this.compiler.compile(form.id, form.document) };
    if (shared && found.looksAt === "nothing") shared.asWritten = sets;
    return sets;
  }

  /** For any caller: nothing of it is specialised. The document must have been read. */
  setsAsWritten(hash: string): PolicySets {
    return this.compiler.compile(hash, this.document(hash)!.document);
  }

  /** A layer of one document; the same list for callers for whom it reads the same. */
  layer(document: NamedDocument, facts: () => Facts): SetLayer {
    const key = `|${this.#formOf(document, facts)}`;
    let shared = this.#layers.get(key);
    if (!shared) {
      shared = [this.sets(document, facts)];
      this.#layers.set(key, shared);
    }
    return shared;
  }

  /** A list of the caller's own. */
  identity(role: RoleFacts): NamedDocument[] {
    const documents: NamedDocument[] = [];
    for (const { name, document } of role.inlinePolicies) documents.push({ name, hash: document });
    for (const { arn } of role.attachedPolicies ?? []) documents.push(this.#managed(arn));
    return documents;
  }

  #managed(arn: string): SharedDocument {
    let shared = this.#attached.get(arn);
    if (!shared) {
      shared = new SharedDocument(arn, this.context.estate.managedPolicies.get(arn)?.document ?? null);
      this.#attached.set(arn, shared);
    }
    return shared;
  }

  /** Some of the role's policies are not even listed. */
  identityOpen(role: RoleFacts): boolean {
    return role.attachedPolicies === null || role.unread?.includes("inline-policies") === true;
  }

  /** null = none; "unknown" = whether there is one was not read. */
  boundary(role: RoleFacts): NamedDocument | "unknown" | null {
    const arn = role.permissionsBoundaryArn;
    if (arn === null) return role.unread?.includes("details") ? "unknown" : null;
    return this.#managed(arn);
  }

  /** aws:PrincipalOrgID and aws:PrincipalOrgPaths of the account's principals. */
  organizationOf(accountId: string): Facts {
    let known = this.#organizations.get(accountId);
    if (!known) {
      const facts: FactMap = new Map();
      organizationFacts(facts, this.context.estate, "aws:Principal", accountId);
      known = toFacts(facts);
      this.#organizations.set(accountId, known);
    }
    return known;
  }

  control(accountId: string, type: ControlType): ControlPolicies {
    let found = this.#controls[type].get(accountId);
    if (!found) {
      const levels = organizationLevels(this.context.estate, accountId, type);
      found =
        levels.kind === "levels"
          ? { levels: levels.levels.map((level) => level.map(namedControl)), read: true }
          : { levels: [], read: levels.kind === "exempt" };
      this.#controls[type].set(accountId, found);
    }
    return found;
  }

  /** The levels of an account for one caller; the same list for callers for whom they read the same. */
  controlSets(accountId: string, type: ControlType, facts: () => Facts): readonly SetLayer[] {
    const { control, closer, known } = this.#reading(accountId, type);
    if (control.levels.length === 0) return NO_LEVELS;
    const [only = null] = closer;
    const form =
      only === null
        ? null
        : closer.length === 1
          ? (this.document(only.hash)?.for(facts) ?? "")
          : closer.map((each) => this.#formOf(each, facts)).join(",");
    let levels = known.get(form);
    if (!levels) {
      levels = this.#controlLevels(control, type, facts);
      known.set(form, levels);
    }
    return levels;
  }

  #reading(accountId: string, type: ControlType): ControlReading {
    let reading = this.#readings[type].get(accountId);
    if (!reading) {
      const control = this.control(accountId, type);
      const closer = control.levels.flat().filter(({ hash }) => this.document(hash)?.looksAt === "role");
      reading = { control, closer, known: new Map() };
      this.#readings[type].set(accountId, reading);
    }
    return reading;
  }

  #controlLevels({ levels }: ControlPolicies, type: ControlType, facts: () => Facts): readonly SetLayer[] {
    let key: string = type;
    for (const level of levels) {
      key += "/";
      for (const each of level) key += `${this.#formOf(each, facts)},`;
    }
    let shared = this.#levels.get(key);
    if (!shared) {
      shared = levels.map((level) => level.map((document) => this.sets(document, facts)));
      this.#levels.set(key, shared);
    }
    return shared;
  }

  #formOf({ name, hash }: NamedDocument, facts: () => Facts): string {
    return `${name}=${this.document(hash)?.for(facts).id ?? ""}`;
  }

  /** Does a document of the account's levels look at the caller at all. */
  controlKeys(accountId: string, type: ControlType): ReadonlySet<string> {
    const control = this.control(accountId, type);
    let keys = this.#controlKeys.get(control);
    if (!keys) {
      const found = new Set<string>();
      for (const level of control.levels)
        for (const { hash } of level) for (const key of this.document(hash)?.keys ?? []) found.add(key);
      keys = found;
      this.#controlKeys.set(control, keys);
    }
    return keys;
  }

  /** Those of them that tell sessions of one role apart. */
  tellingControlKeys(accountId: string, type: ControlType): readonly string[] {
    const control = this.control(accountId, type);
    let keys = this.#tellingControlKeys.get(control);
    if (!keys) {
      keys = [...this.controlKeys(accountId, type)].filter(tellsSessionsApart);
      this.#tellingControlKeys.set(control, keys);
    }
    return keys;
  }

  /** For `decide`: everything on the caller's side but the session policy. */
  callerLayers(role: RoleFacts): Pick<PolicyLayers, "identity" | "permissionsBoundary" | "serviceControl"> {
    return {
      identity: identityLayer(this.context, role),
      permissionsBoundary: boundaryLayer(this.context, role),
      serviceControl: this.context.serviceControl(role.accountId).levels,
    };
  }
}

const NO_LEVELS: readonly SetLayer[] = [];

function namedControl({ id, document }: OrganizationPolicyFacts): NamedDocument {
  return new SharedDocument(id, document);
}
