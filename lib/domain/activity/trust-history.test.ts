import { describe, expect, it } from "vitest";
import { everChanged, type TrustMark, type TrustState, trustHistory } from "./trust-history";
import { type TrustCaller, trustJudge } from "./trust-judge";
import { trustSentence, trustStanding } from "./trust-words";

const ROLE = "arn:aws:iam::111122223333:role/app/payments";
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/AAA";
const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const day = (n: number) => Date.UTC(2026, 10, n);

const irsaTrust = (serviceAccount: string, issuer = ISSUER): TrustState => ({
  kind: "document",
  text: JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${issuer}:sub`]: `system:serviceaccount:payments:${serviceAccount}`,
          [`${issuer}:aud`]: "sts.amazonaws.com",
        },
      },
    },
  }),
});
const podTrust = (condition?: object): TrustState => ({
  kind: "document",
  text: JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      ...(condition ? { Condition: condition } : {}),
    },
  }),
});
const seen = (at: number, state: TrustState): TrustMark => ({ at, state, snapshotId: `S${at}`, change: null });
const made = (
  at: number,
  state: TrustState,
  kind: "role-created" | "role-deleted" | "trust-changed" = "trust-changed",
) => ({ at, state, snapshotId: null, change: { eventId: `e${at}`, kind, actor: "arn:aws:iam::1:user/eve" } }) as const;
const irsa = (serviceAccount: string): TrustCaller => ({
  kind: "irsa",
  issuer: ISSUER,
  namespace: "payments",
  serviceAccount,
});
const pod = (namespace: string): TrustCaller => ({
  kind: "pod-identity",
  clusterArn: CLUSTER,
  namespace,
  serviceAccount: "api",
});

describe("what stood at a time", () => {
  const one = irsaTrust("one");
  const two = irsaTrust("two");

  it("is what the last snapshot or change before it says, with what ended it", () => {
    const history = trustHistory([seen(day(1), one), made(day(10), two), seen(day(15), two)]);
    expect(history.at(day(5))).toMatchObject({
      states: [one],
      why: null,
      since: { at: day(1) },
      until: { at: day(10) },
    });
    expect(history.at(day(12))).toMatchObject({ states: [two], why: null, since: { at: day(10) }, until: null });
    expect(history.now()).toMatchObject({ states: [two], why: null });
  });

  it("is both where a change is seconds old, and where nobody recorded it", () => {
    const settling = trustHistory([seen(day(1), one), made(day(10), two)]).at(day(10) + 30_000);
    expect(settling.states).toEqual([two, one]);
    expect(settling.why).toContain("moment");
    const unrecorded = trustHistory([seen(day(1), one), seen(day(15), two)]).at(day(5));
    expect(unrecorded.states).toEqual([one, two]);
    expect(unrecorded.why).toContain("no record");
  });

  it("is not known before the first that is known, but for a role that was made then", () => {
    expect(trustHistory([]).at(day(1))).toMatchObject({ states: [] });
    expect(trustHistory([made(day(10), two)]).at(day(1))).toMatchObject({ states: [], until: { at: day(10) } });
    expect(trustHistory([seen(day(10), one)]).at(day(1)).why).toContain("as old as this");
    expect(trustHistory([made(day(10), two, "role-created")]).at(day(1))).toMatchObject({
      states: [{ kind: "no-role" }],
      why: null,
    });
  });

  it("of a change without a document is what the next snapshot saw; a layout is no change", () => {
    const history = trustHistory([seen(day(1), one), made(day(10), { kind: "unread" }), seen(day(15), two)]);
    expect(history.at(day(12))).toMatchObject({ states: [two], why: null });
    const spaced: TrustState = {
      kind: "document",
      text: JSON.stringify(JSON.parse(one.kind === "document" ? one.text : ""), null, 2),
    };
    expect(everChanged([seen(day(1), one), seen(day(2), spaced)])).toBe(false);
    expect(everChanged([seen(day(1), one), seen(day(2), two)])).toBe(true);
  });
});

describe("whom it lets in", () => {
  const judge = trustJudge();
  it("by the token's issuer and subject; a trust for another issuer lets nobody in", () => {
    expect(judge.document(irsaTrust("one"), ROLE, irsa("one"))).not.toBe("no");
    expect(judge.document(irsaTrust("one"), ROLE, irsa("two"))).toBe("no");
    expect(judge.document(irsaTrust("one", "oidc.eks.eu-west-1.amazonaws.com/id/BBB"), ROLE, irsa("one"))).toBe("no");
  });

  it("by session tags for Pod Identity, maybe where they may be off", () => {
    const scoped = podTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "payments" } });
    expect(judge.document(podTrust(), ROLE, pod("payments"))).toBe("yes");
    expect(judge.document(scoped, ROLE, pod("payments"))).toBe("maybe");
    expect(judge.document(scoped, ROLE, pod("other"))).toBe("no");
    expect(judge.document(irsaTrust("one"), ROLE, pod("payments"))).toBe("no");
  });

  it("by the role that goes on to it; nobody where there was no role, unknown where it was not read or is no policy", () => {
    const from = "arn:aws:iam::111122223333:role/first";
    const chain: TrustState = {
      kind: "document",
      text: JSON.stringify({ Statement: { Effect: "Allow", Principal: { AWS: from }, Action: "sts:AssumeRole" } }),
    };
    expect(judge.document(chain, ROLE, { kind: "principal", name: from })).toBe("yes");
    expect(judge.document(chain, ROLE, { kind: "principal", name: `${from}-other` })).toBe("no");
    expect(judge.document({ kind: "no-role" }, ROLE, pod("payments"))).toBe("no");
    expect(judge.document({ kind: "unread" }, ROLE, pod("payments"))).toBe("unknown");
    expect(judge.document({ kind: "document", text: "{" }, ROLE, pod("payments"))).toBe("unknown");
  });

  it("of two that may have stood there only what both say; of a time before all that is known nothing", () => {
    const unrecorded = trustHistory([seen(day(1), irsaTrust("one")), seen(day(15), irsaTrust("two"))]);
    expect(judge.at(unrecorded.at(day(5)), ROLE, irsa("one"))).toBe("unknown");
    expect(judge.at(unrecorded.at(day(5)), ROLE, irsa("three"))).toBe("no");
    expect(judge.at(trustHistory([seen(day(10), irsaTrust("one"))]).at(day(1)), ROLE, irsa("one"))).toBe("unknown");
  });
});

describe("in words", () => {
  it("names who ended it, when and with which event", () => {
    const history = trustHistory([seen(day(1), irsaTrust("one")), made(day(10), irsaTrust("two"))]);
    const then = history.at(day(5));
    expect(trustStanding("maybe", "no")).toBe("former");
    expect(trustSentence("former", then)).toBe(
      `Explained by the trust policy in force until 2026-11-10 00:00 UTC, changed by arn:aws:iam::1:user/eve (event e${day(10)}); today's does not let it in.`,
    );
    expect(trustSentence("later", then)).toContain("did not let it in; today's does, since 2026-11-10 00:00 UTC");
    expect([trustStanding("no", "yes"), trustStanding("no", "no"), trustStanding("yes", "maybe")]).toEqual([
      "later",
      "never",
      "stands",
    ]);
    expect(trustStanding("unknown", "no")).toBe("unknown");
  });
});
