/**
 * Profiles: sets of credentials that may do the same. All bindings that give a role have one profile, unless a policy
 * that bears on them can tell their sessions apart.
 */
import { addChainedTagFacts, type PrincipalTag, type SessionPolicy } from "@/lib/domain/identity/credential-facts";
import { type FactMap, toFacts } from "@/lib/domain/identity/request-facts";
import { type Caller, type Fact, type Facts, knownFact, type PolicyLayers } from "@/lib/domain/policy";
import type { RolePolicySets, SetLayer } from "@/lib/domain/policy/sets";
import type { RoleState } from "@/lib/domain/snapshot/estate";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { PolicyLibrary } from "./policy-library";

/** Facts of calls made with some credentials. */
export interface CallerFacts {
  readonly caller: Caller | null;
  readonly facts: FactMap;
  readonly principalTags: readonly PrincipalTag[];
}

export interface ProfileSource {
  readonly roleArn: string;
  readonly state: RoleState;
  readonly session: SessionPolicy;
  /** By a role that another one assumed; else by a binding. */
  readonly chained: boolean;
  /** Worked out when first asked for: most profiles need none. */
  readonly about: () => CallerFacts;
}

type CallerLayers = Omit<PolicyLayers, "resource" | "resourceControl">;

export class Profile {
  readonly number: number;
  readonly roleArn: string;
  /** null where the role does not exist or was not read. */
  readonly role: RoleFacts | null;
  readonly state: RoleState;
  readonly session: SessionPolicy;
  readonly chained: boolean;
  readonly #library: PolicyLibrary;
  readonly #source: ProfileSource;
  #about: CallerFacts | null = null;
  #context: Facts | null = null;
  #sets: RolePolicySets | null = null;
  #layers: CallerLayers | null = null;

  constructor(number: number, library: PolicyLibrary, source: ProfileSource) {
    this.number = number;
    this.roleArn = source.roleArn;
    this.state = source.state;
    this.role = source.state.kind === "present" ? source.state.role : null;
    this.session = source.session;
    this.chained = source.chained;
    this.#library = library;
    this.#source = source;
  }

  get about(): CallerFacts {
    this.#about ??= this.#source.about();
    return this.#about;
  }

  /** What is known of its calls, whatever they ask for. */
  get context(): Facts {
    this.#context ??= toFacts(this.about.facts);
    return this.#context;
  }

  /** Its policies as sets, read for this caller. */
  get sets(): RolePolicySets {
    this.#sets ??= this.#makeSets();
    return this.#sets;
  }

  /** Its policies as `decide` takes them; those of the resource are the asker's to add. */
  get layers(): CallerLayers {
    this.#layers ??= this.#makeLayers();
    return this.#layers;
  }

  #makeLayers(): CallerLayers {
    if (this.role === null)
      return { identity: "unknown", permissionsBoundary: null, session: null, serviceControl: [] };
    return { ...this.#library.callerLayers(this.role), session: this.sessionLayer };
  }

  get sessionLayer(): PolicyLayers["session"] {
    if (this.session.kind === "policy") return this.#library.session(this.session.text);
    return this.session.kind === "unknown" ? "unknown" : null;
  }

  #makeSets(): RolePolicySets {
    const { role } = this;
    const library = this.#library;
    if (role === null)
      return {
        identity: this.state.kind === "missing" ? [] : "unknown",
        permissionsBoundary: null,
        session: null,
        serviceControl: [],
        resourceControl: [],
      };
    const plain = new PlainFacts(this, role, library);
    const facts = () => plain;
    const identity = library.identity(role).map((document) => library.sets(document, facts));
    if (library.identityOpen(role)) identity.push({ name: "policies that were not read", sets: null });
    const boundary = library.boundary(role);
    return {
      identity,
      permissionsBoundary: boundary === null || boundary === "unknown" ? boundary : library.layer(boundary, facts),
      session: this.#sessionSets(facts),
      serviceControl: isServiceLinked(role) ? [] : library.controlSets(role.accountId, "SCP", facts),
      resourceControl: isServiceLinked(role) ? [] : library.controlSets(role.accountId, "RCP", facts),
    };
  }

  #sessionSets(facts: () => Facts): SetLayer | null {
    if (this.session.kind === "none") return null;
    if (this.session.kind === "unknown") return "unknown";
    const hash = this.#library.keepText(this.session.text);
    return this.#library.layer({ name: "session policy", hash }, facts);
  }
}

/** The same as the profile's `context`; what every session of the role shares is told without working out the rest. */
class PlainFacts implements Facts {
  readonly complete = false;
  readonly #profile: Profile;
  readonly #role: RoleFacts;
  readonly #library: PolicyLibrary;

  constructor(profile: Profile, role: RoleFacts, library: PolicyLibrary) {
    this.#profile = profile;
    this.#role = role;
    this.#library = library;
  }

  get(key: string): Fact {
    if (key === "aws:principalarn") return knownFact(this.#role.arn);
    if (key === "aws:principalaccount" || key === "kms:calleraccount") return knownFact(this.#role.accountId);
    if (key === "aws:principalisawsservice") return knownFact("false");
    if (key.startsWith("aws:principalorg")) return this.#library.organizationOf(this.#role.accountId).get(key);
    return this.#profile.context.get(key);
  }
}

/** SCPs do not bind service-linked roles. Source: Organizations User Guide, "Service control policies". */
function isServiceLinked(role: RoleFacts): boolean {
  return role.path.startsWith("/aws-service-role/");
}

/** Facts of a call by which the profile's credentials assume `target`. */
export function assumeFacts(profile: Profile): FactMap {
  const facts: FactMap = new Map(profile.about.facts);
  addChainedTagFacts(facts, profile.about.principalTags, false);
  return facts;
}
