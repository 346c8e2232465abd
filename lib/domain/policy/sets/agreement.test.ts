/** What the sets say of a role, held against decisions on single requests: the two are worked out in different ways. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AccessRequest,
  compilePolicy,
  completeFacts,
  decide,
  type Layer,
  type Outcome,
  type PolicyLayers,
  parseCaller,
  parsePolicy,
} from "@/lib/domain/policy";
import { type ActionTable, loadActionTable } from "../table";
import type { ActionSet } from "./action-set";
import { SetCompiler } from "./policy-sets";
import { elementCovers, ResourceElement, resourceElement } from "./resource-element";
import { PermissionEngine } from "./role-permissions";
import type { RolePolicySets, SetLayer } from "./role-policies";
import { RoleIndex } from "./who-can";

const ACTIONS = [
  "*",
  "s3:*",
  "s3:Get*",
  "s3:GetObject",
  "s3:?utObject",
  "S3:ListAllMyBuckets",
  "s3:ListBucket",
  "iam:*",
  "iam:GetRole",
  "sqs:SendMessage",
  "sqs:*Message",
  "s*:Get*",
];
const RESOURCES = [
  "*",
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::b/k",
  "arn:aws:s3:::*",
  "arn:aws:s3:::?",
  "arn:*:s3:::*k",
  "arn:aws:iam::*:role/r",
  "arn:aws:iam::111122223333:*",
  "arn:aws:sqs:*:111122223333:*",
  "arn:aws:sqs:us-east-1",
  "arn:aws:s3:::${aws:PrincipalTag/team}/*",
];
const CONDITIONS = [
  { StringEquals: { "aws:x": "1" } },
  { StringNotEquals: { "aws:x": "1" } },
  { Null: { "aws:x": "true" } },
];
const REQUESTS: readonly { readonly action: string; readonly resource: string }[] = [
  ...["s3:GetObject", "s3:PutObject"].flatMap((action) =>
    ["b/k", "b/x", "c/k"].map((key) => ({ action, resource: `arn:aws:s3:::${key}` })),
  ),
  ...["b", "c"].map((bucket) => ({ action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` })),
  { action: "s3:ListAllMyBuckets", resource: "*" },
  ...["r", "s"].map((role) => ({ action: "iam:GetRole", resource: `arn:aws:iam::111122223333:role/${role}` })),
  ...["q", "p"].map((queue) => ({
    action: "sqs:SendMessage",
    resource: `arn:aws:sqs:us-east-1:111122223333:${queue}`,
  })),
];
const CONTEXTS = [
  [],
  [["aws:x", "1"]],
  [["aws:PrincipalTag/team", "b"]],
  [
    ["aws:x", "2"],
    ["aws:PrincipalTag/team", "c"],
  ],
].map((keys) => completeFacts(keys as [string, string][]));
const CALLER = parseCaller("arn:aws:sts::111122223333:assumed-role/app/s1")!;

const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1, maxLength: 3 });
const statement = (effects: readonly string[]) =>
  fc
    .record({
      Effect: fc.constantFrom(...effects),
      action: fc.record({ negated: fc.boolean(), weight: fc.nat(4), patterns: some(ACTIONS) }),
      resource: fc.record({ negated: fc.boolean(), weight: fc.nat(4), patterns: some(RESOURCES) }),
      condition: fc.option(fc.constantFrom(...CONDITIONS), { freq: 2, nil: null }),
    })
    .map(({ Effect, action, resource, condition }) => ({
      Effect,
      [action.negated && action.weight === 0 ? "NotAction" : "Action"]: action.patterns,
      [resource.negated && resource.weight === 0 ? "NotResource" : "Resource"]:
        resource.weight > 2 ? ["*"] : resource.patterns,
      ...(condition ? { Condition: condition } : {}),
    }));
const document = (effects = ["Allow", "Allow", "Deny"]) =>
  fc
    .array(statement(effects), { minLength: 1, maxLength: 3 })
    .map((Statement) => ({ Version: "2012-10-17", Statement }));
const FULL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const NOTHING = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
const unread = (layer: fc.Arbitrary<object[]>) =>
  fc.oneof({ weight: 9, arbitrary: layer }, { weight: 1, arbitrary: fc.constant("unknown" as const) });
const documents = (max: number) => fc.array(document(), { minLength: 1, maxLength: max });
const rolePolicies = fc.record({
  identity: unread(documents(3)),
  permissionsBoundary: fc.option(unread(documents(1)), { freq: 1, nil: null }),
  session: fc.option(unread(documents(2)), { freq: 1, nil: null }),
  serviceControl: fc.array(unread(fc.array(fc.oneof(document(), fc.constant(FULL)), { minLength: 1, maxLength: 2 })), {
    maxLength: 2,
  }),
  resourceControl: fc.array(unread(fc.array(document(["Deny"]), { minLength: 1, maxLength: 1 })), { maxLength: 1 }),
});
type Drawn = typeof rolePolicies extends fc.Arbitrary<infer T> ? T : never;
type DrawnLayer = readonly object[] | "unknown";

let table: ActionTable;
let engine: PermissionEngine;
beforeAll(async () => {
  table = await loadActionTable();
  engine = new PermissionEngine(new SetCompiler(table));
});

function parse(value: object) {
  const parsed = parsePolicy(value);
  return parsed.ok ? parsed.document : expect.fail(JSON.stringify(parsed.errors));
}

function toSets(drawn: Drawn): RolePolicySets {
  const layer = (documents: DrawnLayer): SetLayer =>
    documents === "unknown"
      ? documents
      : documents.map((value, i) => ({ name: `p${i}`, sets: engine.compiler.compileOnce(parse(value)) }));
  return {
    identity: layer(drawn.identity),
    permissionsBoundary: drawn.permissionsBoundary && layer(drawn.permissionsBoundary),
    session: drawn.session && layer(drawn.session),
    serviceControl: drawn.serviceControl.map(layer),
    resourceControl: drawn.resourceControl.map(layer),
  };
}

/** The layers with what was not read filled by its most generous or its most strict content. */
function toLayers(drawn: Drawn, generous: boolean): PolicyLayers {
  const fill = generous ? [FULL] : [NOTHING];
  const layer = (documents: DrawnLayer): Layer =>
    (documents === "unknown" ? fill : documents).map((value) => compilePolicy(parse(value)));
  const rcp = (documents: DrawnLayer) => (documents === "unknown" && generous ? [] : layer(documents));
  return {
    identity: layer(drawn.identity),
    permissionsBoundary: drawn.permissionsBoundary && layer(drawn.permissionsBoundary),
    session: drawn.session && layer(drawn.session),
    serviceControl: drawn.serviceControl.map(layer),
    resourceControl: drawn.resourceControl.map(rcp),
    resource: null,
  };
}

/** The outcomes of one request in every context. */
function outcomes(layers: PolicyLayers, { action, resource }: (typeof REQUESTS)[number]): Outcome[] {
  const wildcardOnly = table.wildcardOnly(table.actionId(action)!);
  return CONTEXTS.map((context) => {
    const request: AccessRequest = { caller: CALLER, action, resource, resourceAccount: null, context, wildcardOnly };
    return decide(request, layers).outcome;
  });
}

const possible = (found: readonly Outcome[]) => found.includes("Allowed");
const certain = (found: readonly Outcome[]) => found.every((outcome) => outcome === "Allowed");
const has = (set: ActionSet, action: string) => set.has(table.actionId(action)!);

describe("sets and decisions agree", () => {
  it("may holds whatever can be decided as allowed, must only what always is", () => {
    let denied = 0;
    let sure = 0;
    fc.assert(
      fc.property(rolePolicies, (drawn) => {
        const sets = toSets(drawn);
        const [generous, strict] = [toLayers(drawn, true), toLayers(drawn, false)];
        const found = engine.permissions(sets);
        const grants = engine.grants(sets);
        for (const request of REQUESTS) {
          if (possible(outcomes(generous, request)) && !found.openEnded)
            expect(has(found.may, request.action), JSON.stringify(request)).toBe(true);
          if (!has(found.may, request.action)) denied++;
          const always = certain(outcomes(strict, request));
          for (const grant of grants) {
            if (!has(grant.must, request.action)) continue;
            const target = resourceElement({ negated: false, patterns: [request.resource] }, "2008-10-17");
            const { negated, patterns } = grant.region;
            const cover = new ResourceElement(patterns, negated);
            if (elementCovers(cover, target) !== "all") continue;
            sure++;
            expect(always, `must ${JSON.stringify(request)}`).toBe(true);
          }
        }
      }),
    );
    expect(denied).toBeGreaterThan(50);
    expect(sure).toBeGreaterThan(5);
  });

  it("a role's sets are the sums of its grants", () => {
    fc.assert(
      fc.property(rolePolicies, (drawn) => {
        const sets = toSets(drawn);
        const found = engine.permissions(sets);
        const grants = engine.grants(sets);
        const sum = (pick: "may" | "must") =>
          grants.reduce((all, grant) => all.union(grant[pick]), found.may.subtract(found.may));
        expect(sum("may").equals(found.may)).toBe(true);
        expect(sum("must").equals(found.must)).toBe(true);
        for (const { may, must, named, limitedBy } of grants) {
          expect(must.isSubsetOf(may) && may.isSubsetOf(named)).toBe(true);
          const removed = limitedBy
            .filter(({ effect }) => effect === "removes")
            .reduce((all, { actions }) => all.union(actions), may.subtract(may));
          expect(removed.equals(named.subtract(may))).toBe(true);
        }
      }),
    );
  });

  it("who-can finds every role that can, and is sure only of those that always can", () => {
    let sure = 0;
    let missing = 0;
    fc.assert(
      fc.property(fc.array(rolePolicies, { minLength: 1, maxLength: 3 }), (drawn) => {
        const roles = drawn.map((policies, i) => ({ id: `r${i}`, policies: toSets(policies) }));
        const index = new RoleIndex(engine, roles);
        for (const request of REQUESTS) {
          const { matches } = index.whoCan(request.action, request.resource);
          drawn.forEach((own, i) => {
            const match = matches.find(({ role }) => role === `r${i}`);
            if (match === undefined) {
              missing++;
              expect(possible(outcomes(toLayers(own, true), request)), JSON.stringify(request)).toBe(false);
            } else if (match.verdict === "allowed" && request.resource !== "*") {
              sure++;
              expect(certain(outcomes(toLayers(own, false), request)), JSON.stringify(request)).toBe(true);
            }
          });
        }
      }),
    );
    expect(sure).toBeGreaterThan(5);
    expect(missing).toBeGreaterThan(50);
  });

  it("a Deny more never allows more", () => {
    fc.assert(
      fc.property(rolePolicies, document(["Deny"]), (drawn, deny) => {
        if (drawn.identity === "unknown") return;
        const before = engine.permissions(toSets(drawn));
        const after = engine.permissions(toSets({ ...drawn, identity: [...drawn.identity, deny] }));
        expect(after.may.isSubsetOf(before.may)).toBe(true);
        expect(after.must.isSubsetOf(before.must)).toBe(true);
      }),
    );
  });
});
