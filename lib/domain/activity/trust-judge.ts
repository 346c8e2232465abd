/** Whether a trust policy lets a recorded caller in: asked of documents of another time than the snapshot's. */
import { oidcProviderArn, parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { WEB_IDENTITY_ABSENT } from "@/lib/domain/identity/irsa-request";
import { isIssuerKey } from "@/lib/domain/identity/issuer-keys";
import { FIRST_HOP_ABSENT, POD_IDENTITY_SERVICE, SESSION_TAG_KEYS } from "@/lib/domain/identity/pod-identity-request";
import { type FactMap, toFacts } from "@/lib/domain/identity/request-facts";
import {
  ALLOW_ALL,
  absentFact,
  analyse,
  type Caller,
  type CompiledPolicy,
  compilePolicy,
  noLayers,
  parseCaller,
  parsePolicy,
  patternFact,
  sessionOf,
} from "@/lib/domain/policy";
import type { TrustAt, TrustState } from "./trust-history";

export type TrustCaller =
  | {
      readonly kind: "pod-identity";
      readonly clusterArn: string;
      readonly namespace: string;
      readonly serviceAccount: string;
      /** Whether the association sends session tags; absent = not known. */
      readonly tags?: boolean | null;
    }
  | {
      readonly kind: "irsa";
      /** Without scheme. */
      readonly issuer: string;
      readonly namespace: string;
      readonly serviceAccount: string;
    }
  /** ARN of a role (whose session called), of a user; or a service. */
  | { readonly kind: "principal"; readonly name: string };

/** maybe: under conditions that the record does not tell of. unknown: the document was not read, or is none. */
export type LetIn = "yes" | "maybe" | "no" | "unknown";

export interface TrustJudge {
  document(state: TrustState, roleArn: string, caller: TrustCaller): LetIn;
  /** Over all that may have stood there. */
  at(trust: TrustAt, roleArn: string, caller: TrustCaller): LetIn;
}

/** Answers are kept: a stretch of time has few documents and callers. */
export function trustJudge(): TrustJudge {
  const compiled = new Map<string, CompiledPolicy | null>();
  const known = new Map<string, LetIn>();
  const documentOf = (text: string): CompiledPolicy | null => {
    let found = compiled.get(text);
    if (found === undefined) {
      const parsed = parsePolicy(text, "trust");
      found = parsed.ok ? compilePolicy(parsed.document) : null;
      compiled.set(text, found);
    }
    return found;
  };
  const document = (state: TrustState, roleArn: string, caller: TrustCaller): LetIn => {
    if (state.kind === "no-role") return "no";
    if (state.kind === "unread") return "unknown";
    const key = JSON.stringify([state.text, roleArn, caller]);
    let answer = known.get(key);
    if (answer === undefined) {
      const policy = documentOf(state.text);
      answer = policy === null ? "unknown" : judge(policy, roleArn, caller);
      known.set(key, answer);
    }
    return answer;
  };
  return {
    document,
    at(trust, roleArn, caller) {
      const answers = [...new Set(trust.states.map((state) => document(state, roleArn, caller)))];
      if (answers.length === 0 || answers.includes("unknown")) return "unknown";
      // One state alone, but not certain to have been the one: nothing was seen of that time.
      if (trust.why !== null && trust.states.length === 1) return "unknown";
      if (answers.length === 1) return answers[0] ?? "unknown";
      return answers.includes("no") ? "unknown" : "maybe";
    },
  };
}

/** The caller's own side granted whole. */
const GRANTED = compilePolicy(ALLOW_ALL);

function judge(trust: CompiledPolicy, roleArn: string, caller: TrustCaller): LetIn {
  const role = parseRoleArn(roleArn);
  if (role === null) return "unknown";
  const ask = (who: Caller, action: string, facts: FactMap, absent?: ReadonlySet<string>): LetIn => {
    facts.set("aws:ResourceAccount", role.accountId);
    facts.set("aws:SecureTransport", "true");
    const analysis = analyse(
      {
        caller: who,
        action,
        resource: roleArn,
        resourceAccount: role.accountId,
        context: toFacts(facts, absent),
        wildcardOnly: false,
      },
      { ...noLayers, identity: [GRANTED], resource: trust },
    );
    const words = { allowed: "yes", conditional: "maybe", denied: "no", unknown: "unknown" } as const;
    return words[analysis.verdict];
  };
  switch (caller.kind) {
    case "irsa": {
      const provider = oidcProviderArn(role.partition, role.accountId, caller.issuer);
      const facts = withoutTokens(trust);
      for (const key of [...facts.keys()])
        if (key.toLowerCase().startsWith(`${caller.issuer.toLowerCase()}:`)) facts.delete(key);
      facts.set(`${caller.issuer}:sub`, `system:serviceaccount:${caller.namespace}:${caller.serviceAccount}`);
      facts.set("aws:FederatedProvider", provider);
      facts.set("aws:RequestTag/*", absentFact);
      facts.set("aws:PrincipalTag/*", absentFact);
      facts.set("aws:PrincipalIsAWSService", "false");
      const who: Caller = { kind: "federated", provider };
      return ask(who, "sts:AssumeRoleWithWebIdentity", facts, WEB_IDENTITY_ABSENT);
    }
    case "pod-identity": {
      const who: Caller = { kind: "service", service: POD_IDENTITY_SERVICE };
      const answers = [true, false]
        .filter((tags) => caller.tags == null || caller.tags === tags)
        .map((tags) => {
          const actions = tags ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"];
          return worst(actions.map((action) => ask(who, action, podFacts(trust, caller, tags), FIRST_HOP_ABSENT)));
        });
      // Whether the association sends session tags is not told by a sum of records.
      return answers.length === 1 || answers[0] === answers[1] ? (answers[0] ?? "unknown") : "maybe";
    }
    case "principal": {
      const who = sessionOf(caller.name, null) ?? parseCaller(caller.name);
      return who === null ? "unknown" : ask(who, "sts:AssumeRole", withoutTokens(trust));
    }
  }
}

/** Of what all has to be allowed. */
function worst(answers: readonly LetIn[]): LetIn {
  return (["no", "unknown", "maybe"] as const).find((each) => answers.includes(each)) ?? "yes";
}

function podFacts(
  trust: CompiledPolicy,
  caller: Extract<TrustCaller, { kind: "pod-identity" }>,
  tags: boolean,
): FactMap {
  const facts = withoutTokens(trust);
  const cluster = parseArn(caller.clusterArn);
  const name = cluster?.resource.replace(/^cluster\//, "") ?? "";
  facts.set("aws:RequestTag/*", absentFact);
  if (tags) {
    facts.set("aws:RequestTag/eks-cluster-arn", caller.clusterArn);
    facts.set("aws:RequestTag/eks-cluster-name", name);
    facts.set("aws:RequestTag/kubernetes-namespace", caller.namespace);
    facts.set("aws:RequestTag/kubernetes-service-account", caller.serviceAccount);
    facts.set("aws:RequestTag/kubernetes-pod-name", patternFact("*"));
    facts.set("aws:RequestTag/kubernetes-pod-uid", patternFact("*"));
    facts.set("aws:TagKeys", SESSION_TAG_KEYS);
    facts.set("sts:TransitiveTagKeys", SESSION_TAG_KEYS);
  } else {
    facts.set("aws:TagKeys", absentFact);
    facts.set("sts:TransitiveTagKeys", absentFact);
  }
  facts.set("aws:SourceArn", caller.clusterArn);
  if (cluster !== null) {
    facts.set("aws:SourceAccount", cluster.accountId);
    facts.set("aws:RequestedRegion", cluster.region);
  }
  facts.set("sts:RoleSessionName", patternFact(`eks-${name.slice(0, 10)}-*`));
  facts.set("aws:PrincipalIsAWSService", "true");
  facts.set("aws:PrincipalServiceName", POD_IDENTITY_SERVICE);
  facts.set("aws:PrincipalTag/*", absentFact);
  return facts;
}

/** Keys that the token of another issuer would bring are absent. */
function withoutTokens(trust: CompiledPolicy): FactMap {
  const facts: FactMap = new Map();
  for (const { conditions } of trust.document.statements)
    for (const { key } of conditions) if (isIssuerKey(key)) facts.set(key, absentFact);
  return facts;
}
