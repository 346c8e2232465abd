/** Remedies of what is found in the sample estate, pasted into it: the next scan finds it no more. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Finding, RemedyFormat } from "@/lib/domain/findings/finding";
import type { Rule } from "@/lib/domain/findings/rule";
import { bindingsRules } from "@/lib/domain/findings/rules/bindings";
import { clusterRules } from "@/lib/domain/findings/rules/cluster";
import { limitsRules } from "@/lib/domain/findings/rules/limits";
import { sharingRules } from "@/lib/domain/findings/rules/sharing";
import { trustRules } from "@/lib/domain/findings/rules/trust";
import { findingFacts, findings } from "@/lib/domain/findings/testing/facts";
import { parsePolicy } from "@/lib/domain/policy";
import { type Sandbox, sampleEstate, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import type { ClusterObjects } from "@/lib/server/sandbox/kubernetes/model";
import { sampleObjects } from "@/lib/server/sandbox/kubernetes/sample/index";
import { contentOf, scan } from "@/tests/integration/scan/harness";
import { paste, touchedBy } from "./paste";

const rules: readonly Rule[] = [...trustRules, ...bindingsRules, ...clusterRules, ...sharingRules, ...limitsRules];
const labels = { owner: ["tag:owner"], environment: ["tag:env", "cluster-tag:env"] };

/** What ends these is said in words: it is done in a chart, a Secret, or on a node. */
const IN_WORDS = new Set([
  "static-key-in-use",
  "kube2iam-in-use",
  "agent-absent-or-degraded",
  "near-identical-associations",
]);

let sandbox: Sandbox;
const objects = new Map<string, ClusterObjects>();
let before: readonly Finding[];
let after: readonly Finding[];
/** Findings whose commands were pasted: as many as touch nothing that another one's touch. */
const pasted: Finding[] = [];

async function found(): Promise<readonly Finding[]> {
  const config = { ...sandboxConfiguration(sandbox.estate), resources: { enabled: false }, nodes: { metadata: true } };
  const { store } = await scan(sandbox, { config });
  return findings(findingFacts(contentOf(store), { labels }), ...rules);
}

beforeAll(async () => {
  const estate = sampleEstate();
  const describeObjects = sampleObjects(estate);
  sandbox = await startSandbox({
    estate,
    keepCalls: false,
    kubernetes: (cluster, accountId) => {
      const made = describeObjects(cluster, accountId);
      if (made) objects.set(cluster.arn, made);
      return made;
    },
  });
  before = await found();
  const touched = new Set<string>();
  // Rules with few findings first, so that each rule has a turn.
  const count = (rule: string) => before.filter((each) => each.rule === rule).length;
  for (const finding of [...before].sort((a, b) => count(a.rule) - count(b.rule))) {
    const things = IN_WORDS.has(finding.rule) ? null : touchedBy(finding);
    if (!things || [...things].some((thing) => touched.has(thing))) continue;
    for (const thing of things) touched.add(thing);
    paste({ estate, objects }, finding);
    pasted.push(finding);
  }
  await sandbox.close();
  // What was served of an account is kept by it: the next scan is of accounts that were never asked.
  const accounts = new Map([...estate.accounts].map(([id, account]) => [id, { ...account }]));
  const kubernetes = (cluster: { readonly arn: string }) => objects.get(cluster.arn) ?? null;
  sandbox = await startSandbox({ estate: { ...estate, accounts }, keepCalls: false, kubernetes });
  after = await found();
}, 120_000);
afterAll(() => sandbox?.close());

describe("the sample estate", () => {
  it("has something for most of the rules", () => {
    const without = rules.map(({ id }) => id).filter((id) => !before.some((each) => each.rule === id));
    expect(without.sort()).toEqual([
      "add-on-role-ignored",
      "associations-per-cluster",
      "foreign-account-without-external-id",
      "issuer-key-mismatch",
      "oidc-providers-per-account",
      "packed-tag-size",
      "role-shared-across-environments",
      "trust-policy-length",
    ]);
  });

  it("is found without what was pasted at the next scan", () => {
    const left = new Set(after.map(({ id }) => id));
    expect(pasted.length).toBeGreaterThan(80);
    expect(pasted.filter(({ id }) => left.has(id)).map(({ rule, title }) => `${rule}: ${title}`)).toEqual([]);
  });

  it("had a remedy pasted for each rule that has commands", () => {
    const tried = new Set(pasted.map(({ rule }) => rule));
    const fired = new Set(before.map(({ rule }) => rule));
    // The one role that clusters share is the one whose session tags are disabled, too.
    const waiting = ["role-shared-across-clusters"];
    expect([...fired].filter((rule) => !IN_WORDS.has(rule) && !tried.has(rule))).toEqual(waiting);
  });

  it("has nothing critical or high that was not there before", () => {
    const known = new Set(before.map(({ id }) => id));
    const made = after.filter((each) => !known.has(each.id) && /^(?:critical|high)$/.test(each.severity));
    expect(made.map(({ rule, title }) => `${rule}: ${title}`)).toEqual([]);
  });

  it("is given text that a shell, YAML and the policy language take", () => {
    const texts = (format: RemedyFormat) =>
      before.flatMap(({ remediation }) => remediation.filter((each) => each.format === format).map(({ text }) => text));
    const shell = [...texts("aws-cli"), ...texts("kubernetes").filter((text) => text.includes("kubectl"))];
    expect(shell.length).toBeGreaterThan(100);
    execFileSync("bash", ["-n"], { input: shell.join("\n") });
    for (const text of [...texts("cloudformation"), ...texts("crossplane")]) expect(parse(text)).toBeTypeOf("object");
    for (const text of texts("policy")) expect(parsePolicy(text)).toMatchObject({ ok: true });
  });

  it("gives every finding of a rule something to paste, evidence, and words", () => {
    const bare = before.filter(
      (each) =>
        each.subjects.length === 0 ||
        each.evidence.length === 0 ||
        each.severityReason === "" ||
        each.explanation === "" ||
        (each.certainty !== "allowed" && !each.certaintyReason) ||
        (each.remediation.length === 0 && each.rule !== "near-identical-associations"),
    );
    expect(bare.map(({ rule, title }) => `${rule}: ${title}`)).toEqual([]);
  });
});
