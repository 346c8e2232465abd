/** The two calls behind a Pod Identity association: EKS assumes the role; with its session, the target role if any. */
import { type Analysis, absentFact, type Facts, parseCaller, sessionOf } from "@/lib/domain/policy";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Reason, Verdict } from "./binding";
import type { ResolveContext } from "./context";
import { addChainedTagFacts, mergeTags, sessionFacts } from "./credential-facts";
import { namesEveryone } from "./irsa-candidates";
import { withoutToken } from "./issuer-keys";
import { POD_IDENTITY_SERVICE, type PodIdentitySubject, roleFacts, sessionTags } from "./pod-identity-request";
import type { FactMap } from "./request-facts";
import { explainDenial } from "./trust-denial";
import { askTrust, type TrustQuestion } from "./trust-request";
import { allOf, reason, trustStatement } from "./verdict";

export interface Hop {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

/** EKS (pods.eks.amazonaws.com) assumes the association's role. Its RCPs limit this call, SCPs do not. */
export function firstHop(context: ResolveContext, subject: PodIdentitySubject, role: RoleFacts, facts: Facts): Hop {
  const caller = parseCaller(POD_IDENTITY_SERVICE);
  if (!caller) throw new Error("the Pod Identity service principal is not a principal");
  const question = { caller, role, facts };
  const assume = judge(context, { ...question, action: "sts:AssumeRole" }, POD_IDENTITY_SERVICE);
  const tag = judge(context, { ...question, action: "sts:TagSession" }, POD_IDENTITY_SERVICE);
  const reasons = [...assume.reasons];
  if (subject.tags)
    reasons.push(...tag.reasons.filter((each) => tag.verdict !== "allowed" || each.code !== "trust-allows"));
  else if (tag.verdict === "denied") {
    reasons.push(
      reason(
        "tag-session-missing",
        "The trust policy does not allow sts:TagSession. Session tags are disabled, so it is not expected to be needed; AWS does not document this.",
      ),
    );
  }
  if (!subject.tags && assume.verdict === "denied" && needsRequestTags(context, role)) {
    reasons.unshift(
      reason(
        "tags-disabled-but-required",
        "The trust policy demands session tags (aws:RequestTag/…), and this association has session tags disabled.",
      ),
    );
  }
  if (assume.verdict !== "denied" && letsEveryoneIn(context, role)) {
    reasons.push(
      reason(
        "trust-names-everyone",
        "A statement of the trust policy names everyone: it is its conditions alone that keep others out.",
      ),
    );
  }
  if (mentions(context, role, "aws:sourcearn")) {
    reasons.push(
      reason(
        "undocumented-value",
        "The answer rests on aws:SourceArn being the cluster's ARN, which AWS does not document.",
      ),
    );
  }
  return { verdict: subject.tags ? allOf(assume.verdict, tag.verdict) : assume.verdict, reasons };
}

/** The source role's session assumes the target role, with this association's external id. */
export function targetHop(
  context: ResolveContext,
  association: AssociationFacts,
  subject: PodIdentitySubject,
  source: RoleFacts,
  target: RoleFacts,
): Hop {
  const caller = sessionOf(source.arn, null);
  if (!caller)
    return { verdict: "unknown", reasons: [reason("source-role-unclear", `${source.arn} is not the ARN of a role.`)] };
  const base = { caller, role: target, source };
  const ask = (externalId: string | null, action: TrustQuestion["action"]) =>
    judge(context, { ...base, action, facts: targetFacts(context, subject, source, target, externalId) }, source.arn);
  const assume = ask(association.externalId, "sts:AssumeRole");
  const reasons = [...assume.reasons];
  let verdict = assume.verdict;
  if (subject.tags) {
    // Whether EKS sends the external id with session tags on is not documented: an answer that needs it is conditional.
    if (verdict !== "denied" && association.externalId !== null && ask(null, "sts:AssumeRole").verdict === "denied") {
      verdict = allOf(verdict, "conditional");
      reasons.push(
        reason(
          "external-id-unverified",
          `The target's trust demands the external id ${association.externalId}. With session tags on, AWS documents it only in a blog post that EKS sends one.`,
        ),
      );
    }
    const tag = ask(null, "sts:TagSession");
    verdict = allOf(verdict, tag.verdict);
    reasons.push(...tag.reasons.filter((each) => tag.verdict !== "allowed" || each.code !== "trust-allows"));
  }
  if (subject.tags && source.accountId !== target.accountId && verdict !== "denied") {
    reasons.push(
      reason(
        "tags-leave-the-account",
        `The session tags are transitive: names of cluster, namespace, service account and pod go into account ${target.accountId}, and take more than half of the room for tags and session policies there. Disabling session tags keeps them here.`,
      ),
    );
  }
  return { verdict, reasons: reasons.map((each) => prefixed(each, target.arn)) };
}

/** Facts of the second call: tags are transitive, and are the caller's principal tags as well. */
export function targetFacts(
  context: ResolveContext,
  subject: PodIdentitySubject,
  source: RoleFacts,
  target: RoleFacts,
  externalId: string | null,
): FactMap {
  const tags = mergeTags(source.tags, sessionTags(subject));
  const { arn: roleArn, accountId } = source;
  const sessionName = `eks-${subject.clusterName.slice(0, 10)}-*`;
  const facts = sessionFacts(context.estate, { roleArn, accountId, role: source, tags, sessionName });
  withoutToken(facts, context, target);
  addChainedTagFacts(facts, tags, true);
  facts.set("aws:FederatedProvider", absentFact);
  facts.set("aws:RequestedRegion", subject.region);
  facts.set("sts:ExternalId", externalId ?? absentFact);
  facts.set("sts:SourceIdentity", absentFact);
  roleFacts(facts, context.estate, target);
  return facts;
}

function judge(context: ResolveContext, question: TrustQuestion, callerText: string): Hop {
  const analysis = askTrust(context, question);
  return { verdict: analysis.verdict, reasons: reasonsOf(context, question, analysis, callerText) };
}

/** Reasons for any verdict of a trust question. */
export function reasonsOf(
  context: ResolveContext,
  question: TrustQuestion,
  analysis: Analysis,
  callerText: string,
): readonly Reason[] {
  switch (analysis.verdict) {
    case "allowed":
      return [
        reason(
          "trust-allows",
          `The role's trust policy allows ${question.action} for ${callerText}.`,
          trustStatement(analysis, "Allow"),
        ),
      ];
    case "conditional":
      return [
        reason(
          "trust-conditional",
          `${question.action} is allowed ${analysis.words}.`,
          trustStatement(analysis, "Allow"),
        ),
      ];
    case "unknown":
      return [
        reason(
          "layer-not-read",
          `${question.action} cannot be judged: ${analysis.notRead.map(layerWords).join(", ")} not read.`,
        ),
      ];
    case "denied":
      return explainDenial(context, question, analysis, callerText);
  }
}

const LAYER_WORDS: Readonly<Record<string, string>> = {
  identity: "policies of the source role",
  permissionsBoundary: "permissions boundary of the source role",
  serviceControl: "service control policies",
  resourceControl: "resource control policies",
  resource: "trust policy",
};

function layerWords(layer: string): string {
  return LAYER_WORDS[layer] ?? layer;
}

function letsEveryoneIn(context: ResolveContext, role: RoleFacts): boolean {
  const statements = context.documents.compiled(role.trustPolicy)?.document.statements ?? [];
  return statements.some((statement) => statement.effect === "Allow" && namesEveryone(statement));
}

function mentions(context: ResolveContext, role: RoleFacts, key: string): boolean {
  const statements = context.documents.compiled(role.trustPolicy)?.document.statements ?? [];
  return statements.some((statement) => statement.conditions.some((clause) => clause.key.toLowerCase() === key));
}

function needsRequestTags(context: ResolveContext, role: RoleFacts): boolean {
  const statements = context.documents.compiled(role.trustPolicy)?.document.statements ?? [];
  return statements.some((statement) =>
    statement.conditions.some((clause) => clause.key.toLowerCase().startsWith("aws:requesttag/")),
  );
}

function prefixed(each: Reason, targetArn: string): Reason {
  return {
    code: each.code.startsWith("external-id") ? each.code : `target-${each.code}`,
    text: `Target role ${targetArn}: ${each.text}`,
    statement: each.statement ? { ...each.statement, policy: `trust of ${targetArn}` } : null,
  };
}
