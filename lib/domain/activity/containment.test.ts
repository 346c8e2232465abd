import { expect, test } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { containment, denyPolicy } from "./containment";

const binding: Binding = {
  id: "b",
  mechanism: "pod-identity",
  clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
  issuer: null,
  namespace: "payments",
  serviceAccount: "api",
  pattern: false,
  associationArn: "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/a-1",
  roleArn: "arn:aws:iam::111122223333:role/app/payments-api",
  targetRoleArn: null,
  credentialRoleArn: "arn:aws:iam::111122223333:role/app/payments-api",
  verdict: "allowed",
  effective: true,
  reasons: [],
  evidence: [],
  readAt: "2026-11-20T00:00:00Z",
};

test("credentials that are out come first, then the way to new ones, then the pods", () => {
  const steps = containment([binding], "2026-11-20T10:00:00Z");
  expect(steps.map((step) => step.title)).toEqual([
    "Deny the credentials that are out",
    "Close the way to new credentials",
    "Keep the evidence, then restart the pods",
  ]);
  const all = steps.flatMap((step) => step.texts.map((text) => text.text)).join("\n");
  expect(all).toContain("--role-name payments-api");
  expect(all).toContain("--cluster-name prod");
  expect(all).toContain("--association-id a-1");
  expect(all).toContain("spec.serviceAccountName=api");
});

test("the policy denies by the time of issue", () => {
  expect(JSON.parse(denyPolicy("2026-11-20T10:00:00Z")).Statement[0].Condition).toEqual({
    DateLessThan: { "aws:TokenIssueTime": "2026-11-20T10:00:00Z" },
  });
});

test("the target role's credentials are the ones that the pod holds", () => {
  const target = "arn:aws:iam::444455556666:role/target";
  const [deny] = containment(
    [{ ...binding, targetRoleArn: target, credentialRoleArn: target }],
    "2026-11-20T10:00:00Z",
  );
  expect(deny?.texts[1]).toMatchObject({ title: "AWS CLI, target in account 444455556666" });
});

test("roles that live sessions hold are denied as well: those assumed on, and those whose binding is gone", () => {
  const onward = "arn:aws:iam::444455556666:role/reports";
  const titles = (steps: ReturnType<typeof containment>) => steps[0]?.texts.slice(1).map(({ title }) => title);
  const chained = containment([binding], "2026-11-20T10:00:00Z", [binding.roleArn, onward]);
  expect(titles(chained)).toEqual([
    "AWS CLI, payments-api in account 111122223333",
    "AWS CLI, reports in account 444455556666",
  ]);
  expect(chained[0]?.explanation).toContain("Roles that no binding names");
  const gone = containment([], "2026-11-20T10:00:00Z", [onward]);
  expect(gone.map(({ title }) => title)).toEqual(["Deny the credentials that are out"]);
  expect(gone[0]?.explanation).not.toContain("Roles that no binding names");
});

test("IRSA is closed in its trust policy; a pattern is said to be shared", () => {
  const irsa: Binding = { ...binding, mechanism: "irsa", associationArn: null, pattern: true, serviceAccount: "*" };
  const steps = containment([irsa], "2026-11-20T10:00:00Z");
  expect(steps[0]?.explanation).toContain("shares it");
  expect(steps[1]?.texts[0]?.text).toContain("system:serviceaccount:payments:*");
  expect(steps).toHaveLength(2);
});

test("names are quoted for the shell", () => {
  const [, , restart] = containment([{ ...binding, namespace: "a'; rm -rf /" }], "2026-11-20T10:00:00Z");
  expect(restart?.texts[0]?.text).toContain("'a'\\''; rm -rf /'");
});
