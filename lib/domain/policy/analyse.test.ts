import { describe, expect, test } from "vitest";
import { analyse, decide, type FactInput, partialFacts, patternFact, sessionOf, unknownFact } from "./index";
import {
  ACCOUNT,
  allow,
  deny,
  everything,
  granting,
  layersOf,
  OTHER,
  policy,
  type Question,
  ROLE,
  requestOf,
  SESSION,
  study,
} from "./testing/ask";

const unknown = (keys: Record<string, FactInput> = {}) =>
  partialFacts({ keys: Object.entries(keys), others: "unknown" });
const vpce = { StringEquals: { "aws:SourceVpce": "vpce-1" } };

describe("conditions that are not known", () => {
  test("S24 an Allow with an unknown condition is conditional, and adds nothing to must", () => {
    const found = study({ identity: allow("s3:*", "*", vpce), context: unknown() });
    expect(found).toMatchObject({ verdict: "conditional", may: true, must: false, asRead: "conditional", notRead: [] });
    expect(found.words).toBe("only if aws:SourceVpce is vpce-1");
    expect(found.remaining).toMatchObject({
      kind: "condition",
      clause: { key: "aws:SourceVpce" },
      source: { layer: "identity", statement: 0 },
    });
  });

  test("S24 a Deny with an unknown condition removes nothing from may", () => {
    const found = study({ identity: [everything, deny("s3:*", "*", vpce)], context: unknown() });
    expect(found).toMatchObject({ verdict: "conditional", may: true, must: false, explicit: false });
    expect(found.words).toBe("only if aws:SourceVpce is not vpce-1");
  });

  test("S24 unknown, absent and known are three states", () => {
    const of = (fact: FactInput | null) => {
      const context = partialFacts({ keys: fact === null ? [] : [["aws:SourceVpce", fact]], others: "absent" });
      return study({ identity: allow("s3:*", "*", vpce), context }).verdict;
    };
    expect(of(null)).toBe("denied");
    expect(of(unknownFact)).toBe("conditional");
    expect(of("vpce-1")).toBe("allowed");
    expect(of("vpce-2")).toBe("denied");
  });

  test("what is certain is left out of what remains", () => {
    const identity = allow("s3:*", "*", {
      StringEquals: { "aws:SourceVpce": "vpce-1", "aws:PrincipalTag/team": "red" },
    });
    const found = study({ identity, context: unknown({ "aws:PrincipalTag/team": "red" }) });
    expect(found.words).toBe("only if aws:SourceVpce is vpce-1");
    expect(study({ identity, context: unknown({ "aws:PrincipalTag/team": "blue" }) }).verdict).toBe("denied");
  });

  test("a second statement without a condition makes it certain", () => {
    expect(study({ identity: [allow("s3:*", "*", vpce), everything], context: unknown() }).verdict).toBe("allowed");
    const bounded = study({ identity: everything, boundary: allow("s3:*", "*", vpce), context: unknown() });
    expect(bounded.words).toBe("only if aws:SourceVpce is vpce-1");
  });

  test("conditions of several layers come together", () => {
    const found = study({
      identity: [allow("s3:*", "*", vpce), allow("s3:*", "*", { Bool: { "aws:ViaAWSService": "true" } })],
      scp: [[everything, deny("s3:*", "*", { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } })]],
      context: unknown(),
    });
    expect(found.words).toBe(
      "only if (aws:SourceVpce is vpce-1 or aws:ViaAWSService is true) and aws:RequestedRegion is eu-west-1",
    );
  });

  test("families of keys, the longest prefix first", () => {
    const context = partialFacts({
      keys: [["aws:RequestTag/a", "1"]],
      families: [
        ["aws:RequestTag/", "absent"],
        ["aws:RequestTag/x-", "unknown"],
      ],
      others: "unknown",
    });
    const verdict = (key: string) =>
      study({ identity: allow("s3:*", "*", { StringEquals: { [key]: "1" } }), context }).verdict;
    expect(verdict("aws:requesttag/A")).toBe("allowed");
    expect(verdict("aws:RequestTag/b")).toBe("denied");
    expect(verdict("aws:RequestTag/x-y")).toBe("conditional");
    expect(verdict("aws:SourceIp")).toBe("conditional");
    expect(context.complete).toBe(false);
  });

  test("an operator that we do not know is open in an analysis, and never holds in a decision", () => {
    const question: Question = {
      identity: allow("s3:*", "*", { StringOdd: { "aws:x": "1" } }),
      context: { "aws:x": "1" },
    };
    expect(study(question)).toMatchObject({ verdict: "conditional" });
    expect(study(question).words).toBe("only if StringOdd on aws:x with 1");
    expect(decide(requestOf(question), layersOf(question)).outcome).toBe("ImplicitlyDenied");
  });

  test("Null is decided by presence alone", () => {
    const verdict = (value: string, fact: FactInput) =>
      study({ identity: allow("s3:*", "*", { Null: { "aws:x": value } }), context: unknown({ "aws:x": fact }) })
        .verdict;
    expect(verdict("false", patternFact("*"))).toBe("allowed");
    expect(verdict("true", patternFact("*"))).toBe("denied");
    expect(verdict("true", unknownFact)).toBe("conditional");
  });

  test("a variable whose value is unknown", () => {
    const identity = allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/team}/*");
    const of = (resource: string, fact: FactInput) =>
      study({ identity, resource, context: unknown({ "aws:PrincipalTag/team": fact }) });
    expect(of("arn:aws:s3:::b/red/k", unknownFact)).toMatchObject({
      verdict: "conditional",
      remaining: { kind: "resource" },
    });
    expect(of("arn:aws:s3:::b/red/k", unknownFact).words).toBe(
      "only if the resource is arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
    );
    expect(of("arn:aws:s3:::c/red/k", unknownFact).verdict).toBe("denied");
    expect(of("arn:aws:s3:::b/red/k", patternFact("r*")).verdict).toBe("conditional");
    expect(of("arn:aws:s3:::b/red/k", patternFact("b*")).verdict).toBe("denied");
  });
});

describe("values of which the form is known", () => {
  const of = (operator: string, value: string | string[], known: string) =>
    study({
      identity: allow("s3:*", "*", { [operator]: { "aws:userid": value } }),
      context: unknown({ "aws:userid": patternFact(known) }),
    }).verdict;

  test("text", () => {
    expect(of("StringLike", "AROA1:eks-*", "AROA1:eks-prod-*")).toBe("allowed");
    expect(of("StringLike", "AROA1:*-prod-*", "AROA1:eks-*")).toBe("conditional");
    expect(of("StringLike", "AROA2:*", "AROA1:eks-*")).toBe("denied");
    expect(of("StringNotLike", "AROA2:*", "AROA1:eks-*")).toBe("allowed");
    expect(of("StringNotLike", "AROA1:*", "AROA1:eks-*")).toBe("denied");
    expect(of("StringEquals", "AROA1:eks-1", "AROA1:eks-?")).toBe("conditional");
    expect(of("StringEquals", ["x", "AROA1:eks-11"], "AROA1:eks-?")).toBe("denied");
    expect(of("StringEqualsIgnoreCase", "aroa1:EKS", "AROA1:eks")).toBe("allowed");
    expect(of("ForAllValues:StringLike", "AROA1:*", "AROA1:eks-*")).toBe("allowed");
    expect(of("StringLike", "${aws:PrincipalTag/x}*", "AROA1:*")).toBe("conditional");
    expect(of("Bool", "true", "t*")).toBe("conditional");
  });

  test("other types", () => {
    expect(of("NumericLessThan", "5", "*")).toBe("conditional");
    expect(of("IpAddress", "10.0.0.0/8", "10.*")).toBe("conditional");
    expect(of("ArnLike", "arn:aws:iam::1:*", "arn:aws:iam::1:role/*")).toBe("conditional");
    expect(of("ArnLike", "arn:aws:iam::2:*", "arn:aws:iam::1:role/*")).toBe("denied");
  });

  test("an ARN pattern with a variable that is unknown", () => {
    const like = (pattern: string) =>
      study({
        identity: allow("s3:*", "*", { ArnLike: { "aws:SourceArn": pattern } }),
        context: unknown({ "aws:SourceArn": "arn:aws:eks:eu-west-1:1:cluster/c" }),
      }).verdict;
    expect(like("arn:aws:eks:*:${aws:PrincipalAccount}:cluster/*")).toBe("conditional");
    expect(like("arn:aws:sqs:*:${aws:PrincipalAccount}:cluster/*")).toBe("denied");
  });
});

describe("callers of which the session's name is not known", () => {
  const caller = sessionOf(ROLE, null)!;
  const named = (AWS: string) => {
    const question = { resourcePolicy: granting({ AWS }) };
    return analyse({ ...requestOf(question), caller }, layersOf(question));
  };

  test("a grant to one of the role's sessions is conditional", () => {
    expect(named(SESSION)).toMatchObject({
      verdict: "conditional",
      remaining: { kind: "principal", values: [SESSION] },
    });
    expect(named(SESSION).words).toBe(`only if the caller is ${SESSION}`);
    expect(named(ROLE).verdict).toBe("allowed");
    expect(named(`arn:aws:sts::${ACCOUNT}:assumed-role/other/s1`).verdict).toBe("denied");
    expect(sessionOf(SESSION, null)).toBeNull();
  });
});

describe("layers that were not read", () => {
  test("an unknown limit removes a grant from must, and is named", () => {
    const found = study({ identity: everything, scp: "unknown", rcp: "unknown" });
    expect(found).toMatchObject({ verdict: "unknown", may: true, must: false, asRead: "allowed" });
    expect(found.notRead).toEqual(["serviceControl", "resourceControl"]);
    expect(found.words).toBe(
      "only if the service control policies, which could not be read, allow it and the service control policies, which could not be read, do not deny it and the resource control policies, which could not be read, do not deny it",
    );
  });

  test("an unknown Allow adds a grant to may", () => {
    expect(study({ identity: [], resourcePolicy: "unknown" })).toMatchObject({
      verdict: "unknown",
      may: true,
      must: false,
      asRead: "denied",
    });
    expect(study({ identity: "unknown" })).toMatchObject({
      verdict: "unknown",
      notRead: ["identity"],
      asRead: "denied",
    });
    expect(study({ identity: everything, session: "unknown" })).toMatchObject({
      verdict: "unknown",
      asRead: "allowed",
    });
    expect(study({ identity: everything, boundary: "unknown" }).notRead).toEqual(["permissionsBoundary"]);
    expect(study({ identity: everything, scp: [[everything], "unknown"] }).notRead).toEqual(["serviceControl"]);
    expect(study({ identity: everything, scp: [[everything], "unknown"] }).remaining).toMatchObject({ kind: "all" });
  });

  test("what is certain without the layer stays certain", () => {
    expect(study({ identity: deny("*"), scp: "unknown" })).toMatchObject({
      verdict: "denied",
      explicit: true,
      notRead: [],
    });
    expect(study({ identity: [], scp: "unknown" })).toMatchObject({ verdict: "denied", explicit: false });
    const ec2 = { action: "ec2:StartInstances", resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1` };
    expect(study({ ...ec2, identity: everything, rcp: "unknown" }).verdict).toBe("allowed");
    const pods = { principal: "pods.eks.amazonaws.com", action: "sts:AssumeRole", resource: ROLE };
    expect(
      study({
        ...pods,
        scp: "unknown",
        resourcePolicy: granting({ Service: "pods.eks.amazonaws.com" }, "sts:AssumeRole"),
      }).verdict,
    ).toBe("allowed");
  });

  test("conditions beside an unread layer", () => {
    const found = study({ identity: allow("s3:*", "*", vpce), rcp: "unknown", context: unknown() });
    expect(found).toMatchObject({ verdict: "unknown", asRead: "conditional" });
    expect(found.because.map(({ layer }) => layer)).toEqual(["resourceControl", "identity"]);
  });

  test("whether there is a boundary decides over NotPrincipal", () => {
    const spared = policy({
      Effect: "Deny",
      NotPrincipal: { AWS: [ROLE, SESSION, ACCOUNT] },
      Action: "*",
      Resource: "*",
    });
    const found = study({ identity: everything, boundary: "unknown", resourcePolicy: spared });
    expect(found.verdict).toBe("unknown");
    expect(found.words).toContain("the caller is one of");
  });

  test("whose the resource is may be unknown, too", () => {
    const owner = { resourceAccount: "unknown" };
    expect(study({ ...owner, identity: everything })).toMatchObject({
      verdict: "conditional",
      remaining: { kind: "same-account" },
    });
    expect(study({ ...owner, identity: everything }).words).toBe(
      "only if the resource belongs to the caller's own account",
    );
    expect(study({ ...owner, identity: everything, resourcePolicy: granting({ AWS: ROLE }) }).verdict).toBe("allowed");
    expect(study({ ...owner, resourcePolicy: granting({ AWS: ROLE }) }).verdict).toBe("conditional");
    expect(study({ ...owner, identity: [] }).verdict).toBe("denied");
    expect(study({ resourceAccount: OTHER, identity: everything }).verdict).toBe("denied");
  });
});
