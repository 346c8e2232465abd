/** Layers that were not there, in words. */
import type { AskLayerName, LayerNotRead } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Doubt } from "@/lib/domain/access/judge";
import type { Profile } from "@/lib/domain/access/profile";
import type { ResourceEnd } from "@/lib/domain/access/resource-end";
import type { Match, WhoCan } from "@/lib/domain/access/who-can";

export const VPC_ENDPOINT: LayerNotRead = {
  layer: "vpcEndpoint",
  text: "Policies of VPC endpoints are not read: one that the call passes through could deny it.",
  missingPermission: null,
};

const WORDS: Readonly<Record<string, string>> = {
  identity: "A policy of the role was not read: it could allow more, or deny.",
  permissionsBoundary: "The permissions boundary was not read: it could take this away.",
  session: "The session policy was not read: it could take this away.",
  serviceControl: "A service control policy was not read: it could deny this.",
  resourceControl: "A resource control policy was not read: it could deny this.",
  resource: "The resource's own policy was not read, and has to allow this.",
};

/** By layer, each once; control policies of the account that were not read are added, as they are left out of verdicts. */
export function layersNotRead(
  index: AccessIndex,
  profile: Profile,
  end: ResourceEnd | null,
  notRead: readonly string[],
  doubt: Doubt | null,
): readonly LayerNotRead[] {
  const found = new Map<AskLayerName, LayerNotRead>();
  for (const layer of notRead) {
    const text = WORDS[layer];
    if (text) found.set(layer as AskLayerName, { layer: layer as AskLayerName, text, missingPermission: null });
  }
  const account = profile.role?.accountId;
  if (account !== undefined && !index.library.control(account, "SCP").read)
    found.set("serviceControl", control("serviceControl", "Service", account));
  const owner = end?.accountId ?? account;
  if (owner !== undefined && !(end?.accountId ? end.controlRead : index.library.control(owner, "RCP").read))
    found.set("resourceControl", control("resourceControl", "Resource", owner));
  if (doubt !== null) found.set("resource", resourceNotRead(end, doubt));
  found.set("vpcEndpoint", VPC_ENDPOINT);
  return [...found.values()];
}

/** Kinds of answers that are looked at: a question can have tens of thousands, of a few kinds. */
const KINDS = 50;

/** The layers that some answer did not have, each text once; and where nobody can, what could still let somebody in. */
export function layersMissing(index: AccessIndex, { matches, resource: end }: WhoCan): readonly LayerNotRead[] {
  const kinds = new Map<string, Match>();
  let last: Match | null = null;
  for (const match of matches.values()) {
    const alike = last?.notRead === match.notRead && last.doubt === match.doubt;
    if (alike && last?.profile.role?.accountId === match.profile.role?.accountId) continue;
    last = match;
    const kind = `${match.profile.role?.accountId}|${match.notRead.join()}|${match.doubt}`;
    if (!kinds.has(kind)) kinds.set(kind, match);
    if (kinds.size >= KINDS) break;
  }
  const found = new Map<string, LayerNotRead>();
  for (const { profile, notRead, doubt } of kinds.values())
    for (const each of layersNotRead(index, profile, end, notRead, doubt))
      found.set(`${each.layer}|${each.text}`, each);
  const said = [...found.values()].some(({ layer }) => layer === "resource");
  if (end && !said && couldLetIn(end)) {
    const missing = end.policy.state === "unread" ? (end.policy.gap?.missingPermission ?? null) : null;
    const text = `The policy of ${end.text} was not read: it could let in others.`;
    found.set("others", { layer: "resource", text, missingPermission: missing });
    found.set(`vpcEndpoint|${VPC_ENDPOINT.text}`, VPC_ENDPOINT);
  }
  return [...found.values()].sort((a, b) => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer));
}

const ORDER: readonly AskLayerName[] = [
  "identity",
  "permissionsBoundary",
  "session",
  "serviceControl",
  "resourceControl",
  "resource",
  "trust",
  "vpcEndpoint",
];

/** A policy that may be there and was not read. */
export function couldLetIn({ policy }: ResourceEnd): boolean {
  return policy.state === "unread" && policy.why !== "pattern";
}

function control(layer: AskLayerName, name: string, account: string): LayerNotRead {
  const text = `${name} control policies of account ${account} were not read: one of them could deny this.`;
  return { layer, text, missingPermission: "organizations:ListPolicies" };
}

function resourceNotRead(end: ResourceEnd | null, doubt: Doubt): LayerNotRead {
  const what = end ? `The policy of ${end.text}` : "Policies of the resources themselves";
  const was = end ? "was" : "were";
  const text = {
    "resource-could-deny": `${what} ${was} not read: ${end ? "it" : "one"} could deny this.`,
    "resource-must-allow": `${what} was not read, and has to allow this.`,
    "resource-account-unknown": `${what} was not read, nor whose it is: in the same account its policy could deny this, in another it has to allow it.`,
    "public-block": `${what} is public, and whether Block Public Access keeps outsiders out was not read.`,
    "grants-could-allow": `Grants of ${end?.text ?? "keys"} were not read: one of them could allow this.`,
  }[doubt];
  const unread = end?.policy.state === "unread" ? end.policy.gap : null;
  const missing = doubt === "grants-could-allow" ? "kms:ListGrants" : (unread?.missingPermission ?? null);
  return { layer: "resource", text, missingPermission: missing };
}

export const CALLER_LAYERS: readonly AskLayerName[] = ["identity", "permissionsBoundary", "session", "serviceControl"];

/** What was part of an answer: all layers but those that were not there. */
export function layersEvaluated(end: ResourceEnd | null, missing: readonly LayerNotRead[]): readonly AskLayerName[] {
  const names: AskLayerName[] = [...CALLER_LAYERS, "resourceControl"];
  if (end?.policy.state === "read" || end?.policy.state === "none") names.push("resource");
  return names.filter((name) => !missing.some(({ layer }) => layer === name));
}
