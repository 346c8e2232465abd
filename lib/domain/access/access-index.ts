/**
 * The access index of a snapshot: for each workload what it may do under its own facts, and the roles that its
 * credentials can assume. Built once; pages, exports, the map and all questions read it.
 */
import type { Binding } from "@/lib/domain/identity/binding";
import { createContext } from "@/lib/domain/identity/context";
import { createDocumentReader, type DocumentReader } from "@/lib/domain/policy/document-reader";
import { ActionSet, PermissionEngine, RoleIndex, type RolePermissions, SetCompiler } from "@/lib/domain/policy/sets";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { bindingLevel, NO_LEVEL } from "./levels";
import { type Edge, OnwardReach } from "./onward";
import { PolicyLibrary } from "./policy-library";
import type { Profile } from "./profile";
import { allowsAny, ProfileBook } from "./profile-book";
import { TrustIndex } from "./trust-index";

export interface AccessSource {
  readonly estate: Estate;
  readonly bindings: readonly Binding[];
  readonly documents?: DocumentReader;
}

export class AccessIndex {
  readonly estate: Estate;
  readonly bindings: readonly Binding[];
  readonly table: ActionTable;
  readonly engine: PermissionEngine;
  readonly library: PolicyLibrary;
  readonly book: ProfileBook;
  /** Profiles of bindings come first: profile n < `directCount` is some binding's. */
  readonly directCount: number;
  /** The action sts:AssumeRole. */
  readonly assumeRole: ActionSet;
  /** In the order of `bindings`. */
  readonly #ofBindings: (Profile | null)[] = [];
  #byBinding: ReadonlyMap<Binding, Profile> | null = null;
  readonly #profileBindings: Binding[][] = [];
  readonly #bindingLevels: (Uint8Array | undefined)[] = [];
  readonly #onward: OnwardReach;
  readonly #permissions: (RolePermissions | undefined)[] = [];
  #roles: RoleIndex | null = null;
  /** By number of the profile that they lead to. */
  #callers: readonly (readonly Edge[] | undefined)[] | null = null;

  constructor(source: AccessSource, table: ActionTable) {
    this.estate = source.estate;
    this.bindings = source.bindings;
    this.table = table;
    const documents = source.documents ?? createDocumentReader(source.estate.documents);
    this.engine = new PermissionEngine(new SetCompiler(table));
    this.library = new PolicyLibrary(createContext(source.estate, documents), this.engine.compiler);
    const trust = new TrustIndex(this.library, source.estate.roles);
    this.assumeRole = actionsNamed(table, ["sts:AssumeRole"]);
    const assuming = new Map<string, boolean>();
    const assumes = (role: RoleFacts) => {
      let may = assuming.get(role.arn);
      if (may === undefined) {
        may = allowsAny(this.library, role, this.assumeRole);
        assuming.set(role.arn, may);
      }
      return may;
    };
    this.book = new ProfileBook(this.library, (role) => trust.keysBeyond(role, assumes));
    for (const binding of source.bindings) {
      const profile = this.book.of(binding);
      this.#ofBindings.push(profile);
      if (!profile) continue;
      const known = this.#profileBindings[profile.number];
      if (known) known.push(binding);
      else this.#profileBindings[profile.number] = [binding];
    }
    this.directCount = this.book.profiles.length;
    this.#onward = new OnwardReach(this.library, this.engine, this.book, trust, this.assumeRole);
  }

  /** null where the binding names no role. */
  profileOf(binding: Binding): Profile | null {
    this.#byBinding ??= this.#indexBindings();
    return this.#byBinding.get(binding) ?? null;
  }

  #indexBindings(): ReadonlyMap<Binding, Profile> {
    const byBinding = new Map<Binding, Profile>();
    this.bindings.forEach((binding, i) => {
      const profile = this.#ofBindings[i];
      if (profile) byBinding.set(binding, profile);
    });
    return byBinding;
  }

  /** Bindings that give these credentials; empty for those that another role has to assume. */
  bindingsOf(profile: Profile): readonly Binding[] {
    return this.#profileBindings[profile.number] ?? [];
  }

  /** How well each of `bindingsOf` can be had, as `bindingLevel` says; `NO_LEVEL` for none. */
  bindingLevels(profile: Profile): Uint8Array {
    let levels = this.#bindingLevels[profile.number];
    if (!levels) {
      levels = Uint8Array.from(this.bindingsOf(profile), (binding) => bindingLevel(binding) ?? NO_LEVEL);
      this.#bindingLevels[profile.number] = levels;
    }
    return levels;
  }

  permissions(profile: Profile): RolePermissions {
    let known = this.#permissions[profile.number];
    if (!known) {
      known = this.engine.permissions(profile.sets);
      this.#permissions[profile.number] = known;
    }
    return known;
  }

  /** Roles that the profile's credentials can assume. */
  edges(profile: Profile): readonly Edge[] {
    return this.#onward.edges(profile, this.permissions(profile));
  }

  /** Every profile that a binding's credentials lead to, by number. */
  get roles(): RoleIndex {
    this.#explore();
    this.#roles ??= new RoleIndex(
      this.engine,
      this.book.profiles.map((profile) => ({
        id: String(profile.number),
        policies: profile.sets,
        known: this.permissions(profile),
      })),
    );
    return this.#roles;
  }

  /** Edges by the profile that they lead to. */
  callers(profile: Profile): readonly Edge[] {
    return this.#explore()[profile.number] ?? NO_EDGES;
  }

  /** Follows every binding's credentials as far as they lead; each profile once, so that cycles end. */
  #explore(): readonly (readonly Edge[] | undefined)[] {
    if (this.#callers) return this.#callers;
    const callers: Edge[][] = [];
    // The list grows while it is walked.
    for (let number = 0; number < this.book.profiles.length; number++) {
      for (const edge of this.edges(this.book.profiles[number]!)) {
        if (!edge.to) continue;
        const known = callers[edge.to.number];
        if (known) known.push(edge);
        else callers[edge.to.number] = [edge];
      }
    }
    this.#callers = callers;
    return callers;
  }
}

const NO_EDGES: readonly Edge[] = [];

export function actionsNamed(table: ActionTable, names: readonly string[]): ActionSet {
  return ActionSet.unionOf(
    names.flatMap((name) => {
      const id = table.actionId(name);
      return id === null ? [] : [ActionSet.of(id)];
    }),
  );
}
