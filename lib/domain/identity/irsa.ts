/** IRSA bindings, read from a role's trust policy: which service accounts may assume it with their projected token. */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { type CompiledPolicy, type FactInput, patternFact } from "@/lib/domain/policy";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { OidcProviderFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Binding, Reason, Verdict } from "./binding";
import { bindingId } from "./binding-id";
import type { ResolveContext } from "./context";
import { type IrsaCandidate, irsaCandidates, namesEveryone } from "./irsa-candidates";
import { headroomReasons } from "./irsa-headroom";
import { clusterOfIssuer, spellingReasons, strangerReason } from "./irsa-issuer";
import { irsaMistakes, irsaOpenness } from "./irsa-mistakes";
import { DEFAULT_AUDIENCE, WEB_IDENTITY_ABSENT, webIdentityFacts } from "./irsa-request";
import { representativeOf, subjectGlob } from "./irsa-subject";
import { unreadLimits } from "./pod-identity";
import { reasonsOf } from "./pod-identity-hops";
import { askTrust, type TrustQuestion } from "./trust-request";
import { distinct, reason } from "./verdict";

/** All web-identity bindings of one role; none for a role whose trust names no EKS issuer. */
export function irsaBindings(context: ResolveContext, role: RoleFacts): readonly Binding[] {
  const trust = context.documents.compiled(role.trustPolicy);
  if (!trust) return [];
  return candidatesOf(context, role, trust).flatMap((candidate) => {
    const binding = irsaBinding(context, role, trust, candidate);
    // A trust that names everyone and means others is no mistake of a pod's.
    return binding.verdict === "denied" && candidate.statements.every(namesEveryone) ? [] : [binding];
  });
}

const shared = new WeakMap<ResolveContext, Map<CompiledPolicy, readonly IrsaCandidate[]>>();

/** Roles share trust policies; one that names everyone means the providers of each role's own account. */
function candidatesOf(context: ResolveContext, role: RoleFacts, trust: CompiledPolicy): readonly IrsaCandidate[] {
  let known = shared.get(context);
  if (!known) {
    known = new Map();
    shared.set(context, known);
  }
  let candidates = known.get(trust);
  if (candidates) return candidates;
  const { estate } = context;
  const everyone = trust.document.statements.some(namesEveryone);
  const providers = everyone ? providersOf(estate, role.accountId) : [];
  candidates = irsaCandidates(trust.document, (issuer) => clusterOfIssuer(estate, issuer) !== null, providers);
  if (!everyone) known.set(trust, candidates);
  return candidates;
}

function providersOf(estate: Estate, accountId: string): readonly string[] {
  return [...estate.oidcProviders.values()].filter((each) => each.accountId === accountId).map((each) => each.arn);
}

/** `audience` is what the service account's token carries, where its annotation was read; else any listed one may serve. */
export function irsaBinding(
  context: ResolveContext,
  role: RoleFacts,
  trust: CompiledPolicy,
  candidate: IrsaCandidate,
  audience: string | null = null,
): Binding {
  const { estate } = context;
  const cluster = clusterOfIssuer(estate, candidate.issuer);
  const judged = judge(context, role, trust, candidate, audience);
  const reasons: Reason[] = [
    ...judged.reasons,
    ...irsaOpenness(candidate, judged.verdict),
    ...irsaMistakes(candidate, judged.audiences),
  ];
  const stranger = cluster === null ? strangerReason(estate, candidate.issuer) : null;
  if (stranger) reasons.push(stranger);
  reasons.push(...unreadLimits(context, role), ...headroomReasons(estate, role));
  const { subject } = candidate;
  const place = cluster?.arn ?? candidate.issuer;
  return {
    id: bindingId({
      mechanism: "irsa",
      place,
      namespace: subject.namespace,
      serviceAccount: subject.serviceAccount,
      roleArn: role.arn,
    }),
    mechanism: "irsa",
    clusterArn: cluster?.arn ?? null,
    issuer: cluster ? null : candidate.issuer,
    namespace: subject.namespace,
    serviceAccount: subject.serviceAccount,
    pattern: subject.pattern,
    associationArn: null,
    roleArn: role.arn,
    targetRoleArn: null,
    credentialRoleArn: role.arn,
    verdict: judged.verdict,
    // Which service accounts carry the annotation is not in the AWS API: see `irsa-annotated.ts`.
    effective: judged.verdict === "denied" || stranger?.code === "cluster-deleted" ? false : null,
    reasons: distinct(reasons),
    evidence: ["trust-policy"],
    readAt: estate.readAt.get(`roles|${role.accountId}||`) ?? estate.meta.startedAt,
  };
}

interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  /** Audiences that the provider lists; null = not read. */
  readonly audiences: readonly string[] | null;
}

function judge(
  context: ResolveContext,
  role: RoleFacts,
  trust: CompiledPolicy,
  candidate: IrsaCandidate,
  only: string | null,
): Judged {
  const provider = findProvider(context, role, candidate.providerArn);
  if (provider.kind === "elsewhere") {
    return {
      verdict: "denied",
      audiences: null,
      reasons: [provider.reason, ...ask(context, role, candidate, DEFAULT_AUDIENCE).deniedReasons],
    };
  }
  if (provider.kind === "missing") {
    return {
      verdict: "denied",
      audiences: null,
      reasons: [
        reason(
          "provider-missing",
          `The OIDC provider ${candidate.providerArn} does not exist in account ${role.accountId}.`,
        ),
        ...spellingReasons(context.estate, candidate),
        ...ask(context, role, candidate, DEFAULT_AUDIENCE).deniedReasons,
      ],
    };
  }
  const audiences = provider.kind === "present" ? provider.facts.audiences : null;
  if (audiences === null) {
    const asked = ask(context, role, candidate, only ?? DEFAULT_AUDIENCE);
    if (asked.verdict === "denied" && !mentionsAudience(trust, candidate)) return { ...asked, audiences };
    return {
      verdict: "unknown",
      audiences,
      reasons: [
        reason(
          "provider-not-read",
          `Whether the OIDC provider ${candidate.providerArn} exists and which audiences it lists was not read.`,
        ),
        ...asked.reasons,
      ],
    };
  }
  if (only !== null) {
    const asked = ask(context, role, candidate, only);
    if (audiences.includes(only)) return { ...asked, audiences };
    return { verdict: "denied", audiences, reasons: [audienceNotListed(only, audiences), ...asked.deniedReasons] };
  }
  if (audiences.includes(DEFAULT_AUDIENCE)) {
    const asked = ask(context, role, candidate, DEFAULT_AUDIENCE);
    if (asked.verdict !== "denied") return { ...asked, audiences };
  }
  // Another audience works only for pods that ask for it, by annotation or by their own projected token.
  for (const audience of audiences) {
    if (audience === DEFAULT_AUDIENCE) continue;
    const asked = ask(context, role, candidate, audience);
    if (asked.verdict === "denied") continue;
    return {
      verdict: asked.verdict === "allowed" ? "conditional" : asked.verdict,
      audiences,
      reasons: [
        reason(
          "audience-other",
          `Only a token for the audience ${audience} is accepted; the default is ${DEFAULT_AUDIENCE}.`,
        ),
        ...asked.reasons,
      ],
    };
  }
  const asked = ask(context, role, candidate, audiences[0] ?? DEFAULT_AUDIENCE);
  const unlisted = audiences.includes(DEFAULT_AUDIENCE) ? [] : [audienceNotListed(DEFAULT_AUDIENCE, audiences)];
  return { verdict: "denied", audiences, reasons: [...unlisted, ...asked.deniedReasons] };
}

function audienceNotListed(audience: string, listed: readonly string[]): Reason {
  return reason(
    "audience-not-listed",
    `The OIDC provider does not list ${audience} (it lists ${listed.join(", ") || "none"}): STS rejects the pod's token.`,
  );
}

interface Asked {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly deniedReasons: readonly Reason[];
}

function ask(context: ResolveContext, role: RoleFacts, candidate: IrsaCandidate, audience: string): Asked {
  const { providerArn, issuer, subject } = candidate;
  const questionOf = (named: FactInput): TrustQuestion => ({
    caller: { kind: "federated", provider: providerArn },
    action: "sts:AssumeRoleWithWebIdentity",
    role,
    facts: webIdentityFacts(context, { providerArn, issuer, subject: named, audience }, role),
    absent: WEB_IDENTITY_ABSENT,
  });
  const question = questionOf(representativeOf(subject));
  const analysis = askTrust(context, question);
  const reasons = reasonsOf(context, question, analysis, providerArn);
  if (!subject.pattern || subject.meantOnly || analysis.verdict === "unknown")
    return { verdict: analysis.verdict, reasons, deniedReasons: analysis.verdict === "denied" ? reasons : [] };
  // One of the pattern was asked about; other conditions may still tell some of them from the rest.
  const whole = questionOf(patternFact(subjectGlob(subject)));
  const all = askTrust(context, whole);
  if (analysis.verdict === "denied")
    return all.may
      ? { verdict: all.verdict, reasons: reasonsOf(context, whole, all, providerArn), deniedReasons: [] }
      : { verdict: "denied", reasons, deniedReasons: reasons };
  const part =
    analysis.verdict === "allowed" && all.verdict === "conditional"
      ? [reason("pattern-in-part", `Not for every service account of the pattern: ${all.words}.`)]
      : [];
  return { verdict: analysis.verdict, reasons: [...reasons, ...part], deniedReasons: [] };
}

function mentionsAudience(trust: CompiledPolicy, candidate: IrsaCandidate): boolean {
  const key = `${candidate.issuer}:aud`.toLowerCase();
  return trust.document.statements.some((statement) =>
    statement.conditions.some((clause) => clause.key.toLowerCase() === key),
  );
}

type FoundProvider =
  | { readonly kind: "present"; readonly facts: OidcProviderFacts }
  | { readonly kind: "missing" }
  /** In another account or partition than the role, where STS never looks. */
  | { readonly kind: "elsewhere"; readonly reason: Reason }
  | { readonly kind: "unread" };

function findProvider(context: ResolveContext, role: RoleFacts, providerArn: string): FoundProvider {
  const place = parseArn(providerArn);
  const partition = parseArn(role.arn)?.partition;
  if (place && place.partition !== partition) {
    const text = `The trust names a provider of partition ${place.partition}; the role is in ${partition}.`;
    return { kind: "elsewhere", reason: reason("provider-other-partition", text) };
  }
  if (place && place.accountId !== role.accountId) {
    const text = `The trust names an OIDC provider of account ${place.accountId}; STS only looks for the token's issuer in the role's own account ${role.accountId}, where a provider for it must be made.`;
    return { kind: "elsewhere", reason: reason("provider-other-account", text) };
  }
  const facts = context.estate.oidcProviders.get(providerArn);
  if (facts) return { kind: "present", facts };
  const accountId = parseRoleArn(role.arn)?.accountId ?? role.accountId;
  const gap = context.estate.gapsOf("iam", accountId).some((each) => each.operation === "ListOpenIDConnectProviders");
  return context.estate.wasRead("oidc-providers", accountId) && !gap ? { kind: "missing" } : { kind: "unread" };
}
