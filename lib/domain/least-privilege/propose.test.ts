import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Watch } from "@/lib/domain/activity/watch";
import {
  compilePolicy,
  completeFacts,
  decide,
  noLayers,
  parsePolicy,
  printPolicy,
  sessionOf,
} from "@/lib/domain/policy";
import { ActionSet, noSetLayers, PermissionEngine, SetCompiler } from "@/lib/domain/policy/sets";
import { type ActionTable, loadActionTable } from "@/lib/domain/policy/table";
import { policies as arbitraryPolicies } from "@/lib/domain/policy/testing/arbitrary";
import type { RawPolicy, RawStatement } from "@/lib/domain/policy/testing/ask";
import { runs } from "@/lib/domain/policy/testing/runs";
import { ActionJudge } from "./judge-action";
import { proposalTexts } from "./outputs";
import { packPolicies } from "./pack-policies";
import { MANAGED_LIMIT, policySize } from "./policy-size";
import { type PresentPolicy, proposePolicies } from "./propose";
import { isWithin } from "./subset-check";
import { type RecordedUse, RoleUse } from "./use";

let table: ActionTable;
let compiler: SetCompiler;
beforeAll(async () => {
  table = await loadActionTable();
  compiler = new SetCompiler(table);
});

const roleArn = "arn:aws:iam::111122223333:role/app";
const all: Watch = { state: "all", because: "Recorded on all 90 days in 1 region." };
const none: Watch = { state: "none", because: "Nothing was read." };

function called(action: string | null, calls = 3, denied = 0, service = action?.split(":")[0] ?? "x"): RecordedUse {
  return {
    action,
    service,
    eventName: action?.split(":")[1] ?? "Odd",
    calls,
    denied,
    last: "2026-11-20T10:00:00.000Z",
  };
}

function present(...documents: RawPolicy[]): PresentPolicy[] {
  return documents.map((document, at) => {
    const parsed = parsePolicy(document, "identity");
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    return { name: `p${at}`, arn: null, kind: "inline", document: parsed.document };
  });
}

interface Given {
  readonly use?: readonly RecordedUse[];
  readonly watch?: Watch | ((kind: string) => Watch);
  readonly keep?: readonly string[];
  readonly drop?: readonly string[];
  readonly required?: readonly string[];
  readonly leftOut?: ReadonlySet<string> | null;
  readonly acceptHoles?: boolean;
  readonly watchGlobal?: () => Watch;
}

function propose(policies: readonly PresentPolicy[], given: Given = {}) {
  const use = new RoleUse(given.use ?? [], (action) => table.actionId(action) !== null);
  const { watch = all } = given;
  const set = (patterns: readonly string[] = []) =>
    ActionSet.unionOf(patterns.map((pattern) => compiler.matcher.match(pattern).actions));
  const judge = new ActionJudge({
    table,
    use,
    watch: typeof watch === "function" ? watch : () => watch,
    watchGlobal: given.watchGlobal ?? (typeof watch === "function" ? watch : () => watch),
    acceptHoles: given.acceptHoles ?? false,
    leftOut: given.leftOut === undefined ? new Set() : given.leftOut,
    keep: set(given.keep),
    drop: set(given.drop),
    required: set(given.required),
  });
  return { ...proposePolicies({ policies, compiler, judge, use }), judge };
}

const allow = (Action: string | string[], Resource: string | string[] = "*", more: Partial<RawStatement> = {}) => ({
  Effect: "Allow" as const,
  Action,
  Resource,
  ...more,
});
const policy = (...Statement: RawStatement[]): RawPolicy => ({ Version: "2012-10-17", Statement });
const texts = (proposal: ReturnType<typeof propose>) =>
  proposal.documents.flatMap(({ statements }) =>
    statements.map(({ action, resource }) => [action.patterns, resource?.patterns]),
  );

describe("what stays", () => {
  it("is what was called, on the resources of its service, under the same conditions", () => {
    const Condition = { StringEquals: { "aws:PrincipalTag/team": "a" } };
    const proposal = propose(
      present(
        policy({
          ...allow(["sqs:*", "sns:CreateTopic", "sns:DeleteTopic"], ["arn:aws:sqs:*:*:q", "arn:aws:sns:*:*:t"], {
            Condition,
          }),
          Sid: "Queues",
        }),
      ),
      { use: [called("sqs:GetQueueUrl"), called("sns:DeleteTopic")] },
    );
    expect(proposal.documents.map((document) => JSON.parse(printPolicy(document)))).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          { Sid: "Queues", Effect: "Allow", Action: "sns:DeleteTopic", Resource: "arn:aws:sns:*:*:t", Condition },
          { Sid: "Queues2", Effect: "Allow", Action: "sqs:GetQueueUrl", Resource: "arn:aws:sqs:*:*:q", Condition },
        ],
      },
    ]);
    expect(proposal.policies.map(({ outcome }) => outcome)).toEqual(["replaced"]);
  });

  it("is everything where nothing was watched", () => {
    const wide = present(
      policy(allow(["s3:*", "ec2:*"])),
      policy(allow("*"), { Effect: "Deny", Action: "iam:*", Resource: "*" }),
    );
    const proposal = propose(wide, { watch: none, use: [called("s3:ListBucket")] });
    expect(proposal.documents).toEqual([]);
    expect(proposal.policies.map(({ outcome }) => outcome)).toEqual(["stays", "stays"]);
    expect(proposal.kept.equals(proposal.candidates)).toBe(true);
  });

  it("is what was watched in part, unless a reviewer takes that risk; data events stay all the same", () => {
    const part: Watch = { state: "part", because: "Recorded on 89 of 90 days at best." };
    const policies = present(policy(allow(["sqs:DeleteQueue", "s3:GetObject"])));
    expect(propose(policies, { watch: part }).documents).toEqual([]);
    expect(texts(propose(policies, { watch: part, acceptHoles: true }))).toEqual([[["s3:GetObject"], ["*"]]]);
    expect(propose(policies, { watch: none, acceptHoles: true }).documents).toEqual([]);
  });

  it("is what is recorded in another region, which was not watched", () => {
    const policies = present(policy(allow(["iam:CreateRole", "sqs:DeleteQueue"])));
    expect(texts(propose(policies, { watchGlobal: () => none }))).toEqual([[["iam:CreateRole"], ["*"]]]);
  });

  it("is what leaves no event, whatever was watched", () => {
    const proposal = propose(
      present(policy(allow(["rds-db:connect", "iam:PassRole", "iam:CreateRole", "logs:PutLogEvents"]))),
    );
    expect(texts(proposal)).toEqual([[["rds-db:connect", "iam:PassRole", "logs:PutLogEvents"], ["*"]]]);
    expect(proposal.judge.judge(table.actionId("iam:passrole")!)).toMatchObject({
      keep: true,
      reason: "not-recordable",
    });
  });

  it("is a class of events that was not watched, as written", () => {
    const watch = (kind: string) => (kind === "data" ? none : all);
    const proposal = propose(present(policy(allow(["s3:Get*", "dynamodb:*", "sqs:DeleteQueue"]))), { watch });
    const [actions] = texts(proposal)[0]!;
    expect(actions).toContain("s3:GetObject");
    expect(actions).not.toContain("s3:Get*");
    expect(actions).not.toContain("s3:GetBucketPolicy");
    expect(actions).toContain("dynamodb:PutItem");
    expect(actions).not.toContain("dynamodb:DeleteTable");
    expect(actions).not.toContain("sqs:DeleteQueue");
  });

  it("is what is checked within a call that was seen", () => {
    const proposal = propose(present(policy(allow("ec2:*"))), { use: [called("ec2:RunInstances")] });
    const [actions] = texts(proposal)[0]!;
    expect(actions).toEqual(expect.arrayContaining(["ec2:RunInstances", "ec2:CreateTags"]));
    expect(actions).not.toContain("ec2:TerminateInstances");
  });

  it("is a service of which calls were recorded that no action is known for", () => {
    const use = [called(null, 5, 0, "dynamodb")];
    const proposal = propose(present(policy(allow(["dynamodb:*", "sqs:*"]))), { use });
    expect(texts(proposal)).toEqual([[["dynamodb:*"], ["*"]]]);
  });

  it("is an action that the table does not have, and one that was called and that it does not have", () => {
    const use = [called("s3:BrandNewThing")];
    const proposal = propose(present(policy(allow(["nova:Glow", "sqs:DeleteQueue"]), allow("s3:*"))), { use });
    expect(texts(proposal)[0]).toEqual([["nova:Glow"], ["*"]]);
    // The event may be one of an action of another name: all of the service stays.
    expect(texts(proposal)[1]).toEqual([["s3:*", "s3:BrandNewThing"], ["*"]]);
  });

  it("is what the reviewer keeps; what was used stays whatever is taken out", () => {
    const given = { use: [called("sqs:GetQueueUrl")], keep: ["sqs:Delete*"], drop: ["sqs:*", "rds-db:*"] };
    const proposal = propose(present(policy(allow(["sqs:*", "rds-db:connect"]))), given);
    expect(texts(proposal)).toEqual([[["sqs:GetQueueUrl"], ["*"]]]);
    const kept = propose(present(policy(allow(["sqs:*", "sns:*"]))), { keep: ["sns:*"] });
    expect(texts(kept)).toEqual([[["sns:*"], ["*"]]]);
  });

  it("is what an association needs, and a service whose events trails leave out", () => {
    const proposal = propose(
      present(policy(allow(["sts:AssumeRole", "kms:Decrypt", "kms:CreateKey", "sqs:DeleteQueue"]))),
      {
        required: ["sts:AssumeRole"],
        leftOut: null,
      },
    );
    expect(texts(proposal)).toEqual([[["sts:AssumeRole", "kms:Decrypt", "kms:CreateKey"], ["*"]]]);
  });

  it("is not what was attempted and denied each time", () => {
    const proposal = propose(present(policy(allow(["sqs:DeleteQueue", "sqs:GetQueueUrl"]))), {
      use: [called("sqs:DeleteQueue", 4, 4), called("sqs:GetQueueUrl", 4, 3)],
    });
    expect(texts(proposal)).toEqual([[["sqs:GetQueueUrl"], ["*"]]]);
    expect(proposal.judge.judge(table.actionId("sqs:deletequeue")!)).toMatchObject({
      keep: false,
      reason: "denied-only",
    });
  });
});

describe("policies", () => {
  it("that nothing is taken from stay, that could not be read stay, that nothing is left of go", () => {
    const [used, gone] = present(policy(allow("sqs:GetQueueUrl")), policy(allow("sqs:DeleteQueue")));
    const unread: PresentPolicy = { name: "x", arn: "arn:aws:iam::aws:policy/X", kind: "aws", document: null };
    const proposal = propose([used!, gone!, unread], { use: [called("sqs:GetQueueUrl")] });
    expect(proposal.policies.map(({ outcome }) => outcome)).toEqual(["stays", "removed", "not-read"]);
    expect(proposal.documents).toEqual([]);
  });

  it("keep what they deny", () => {
    const deny: RawStatement = { Effect: "Deny", NotAction: "s3:*", Resource: "*" };
    const proposal = propose(present(policy(allow(["sqs:GetQueueUrl", "sqs:DeleteQueue"]), deny)), {
      use: [called("sqs:GetQueueUrl")],
    });
    expect(proposal.documents[0]?.statements.map(({ effect }) => effect)).toEqual(["Allow", "Deny"]);
  });

  it("are parted where they are larger than one managed policy may be, and say the same", () => {
    const names = Array.from({ length: 900 }, (_, at) => `arn:aws:s3:::a-bucket-with-a-long-name-${at}/*`);
    const parsed = parsePolicy(policy({ ...allow(["s3:GetObject", "s3:PutObject"], names), Sid: "Files" }), "identity");
    if (!parsed.ok) throw new Error("not a policy");
    const documents = packPolicies(
      parsed.document.statements.map((statement) => ({ statement, version: "2012-10-17" as const })),
    );
    expect(documents.length).toBeGreaterThan(5);
    for (const document of documents) expect(policySize(document)).toBeLessThanOrEqual(MANAGED_LIMIT);
    expect(isWithin(documents, [parsed.document])).toBe(true);
    const pairs = documents.flatMap(({ statements }) =>
      statements.flatMap(({ action, resource }) =>
        action.patterns.flatMap((a) => resource!.patterns.map((r) => `${a} ${r}`)),
      ),
    );
    expect(new Set(pairs).size).toBe(1_800);
    expect(documents[0]?.statements[0]?.sid).toBe("Files");
  });

  it("leave variables of the older version what they are: plain text", () => {
    const old: RawPolicy = {
      Version: "2008-10-17",
      Statement: [allow(["s3:ListBucket", "s3:DeleteBucket"], "arn:aws:s3:::${aws:username}")],
    };
    const proposal = propose(present(old, policy(allow(["sqs:GetQueueUrl", "sqs:DeleteQueue"]))), {
      use: [called("s3:ListBucket"), called("sqs:GetQueueUrl")],
    });
    expect(proposal.documents.map(({ version }) => version).sort()).toEqual(["2008-10-17", "2012-10-17"]);
  });
});

describe("text to paste", () => {
  it("names the new policies before it takes the present ones away, and quotes what others named", () => {
    const hostile: PresentPolicy = {
      ...present(policy(allow(["sqs:GetQueueUrl", "sqs:DeleteQueue"], "arn:aws:sqs:*:*:${aws:PrincipalTag/q}")))[0]!,
      name: "a'; rm -rf /",
    };
    const proposal = propose([hostile], { use: [called("sqs:GetQueueUrl")] });
    const found = new Map(proposalTexts(roleArn, proposal).map(({ format, text }) => [format, text]));
    expect(JSON.parse(found.get("policy")!)).toEqual(JSON.parse(printPolicy(proposal.documents[0]!)));
    const cli = found.get("aws-cli")!;
    expect(cli.indexOf("attach-role-policy")).toBeLessThan(cli.indexOf("delete-role-policy"));
    expect(cli).toContain(`--policy-name 'a'\\''; rm -rf /'`);
    expect(found.get("terraform")).toContain("$${aws:PrincipalTag/q}");
    const template = JSON.parse(found.get("cloudformation")!);
    expect(template.Resources.LeastPrivilege1.Properties).toMatchObject({
      Roles: ["app"],
      PolicyDocument: JSON.parse(found.get("policy")!),
    });
  });

  it("is none where nothing is taken away", () => {
    expect(proposalTexts(roleArn, propose(present(policy(allow("s3:*"))), { watch: none }))).toEqual([]);
  });
});

describe("never wider than the present policy", () => {
  const caller = sessionOf(roleArn, "s1");
  const actions = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "ec2:StartInstances",
    "s3:BrandNew",
    "iam:PassRole",
  ];
  const given = fc.record({
    documents: fc.array(arbitraryPolicies("identity"), { minLength: 1, maxLength: 3 }),
    use: fc.uniqueArray(fc.constantFrom(...actions), { maxLength: 3 }),
    watched: fc.constantFrom(all, none),
    keep: fc.array(fc.constantFrom("s3:Get*", "ec2:*", "s3:PutObject"), { maxLength: 2 }),
    drop: fc.array(fc.constantFrom("s3:*", "iam:*"), { maxLength: 1 }),
  });

  it("for sets of actions, and for requests one by one", () => {
    const engine = new PermissionEngine(compiler);
    const facts = completeFacts([
      ["aws:SourceVpce", "vpce-1"],
      ["aws:PrincipalTag/team", "k"],
      ["aws:SecureTransport", "true"],
    ]);
    fc.assert(
      fc.property(given, ({ documents, use, watched, keep, drop }) => {
        const before = present(...documents);
        const proposal = propose(before, { use: use.map((action) => called(action)), watch: watched, keep, drop });
        const staying = proposal.policies.flatMap(({ policy, outcome }) =>
          outcome === "stays" ? policy.document! : [],
        );
        const after = [...staying, ...proposal.documents];
        const sets = (list: typeof after) =>
          engine.permissions({
            ...noSetLayers,
            identity: list.map((document, at) => ({ name: `${at}`, sets: compiler.compileOnce(document) })),
          });
        const now = sets(before.map(({ document }) => document!));
        const then = sets(after);
        expect(then.may.isSubsetOf(now.may)).toBe(true);
        expect(then.must.isSubsetOf(now.must)).toBe(true);
        const layers = (list: typeof after) => ({
          ...noLayers,
          identity: list.map((document) => compilePolicy(document, null, "identity")),
        });
        const [ofNow, ofThen] = [layers(before.map(({ document }) => document!)), layers(after)];
        for (const action of actions) {
          for (const resource of ["arn:aws:s3:::b/k", "arn:aws:s3:::c/k", "*"]) {
            const request = {
              caller: caller!,
              action,
              resource,
              resourceAccount: "111122223333",
              context: facts,
              wildcardOnly: false,
              managementAccount: null,
              restrictPublicBuckets: false,
            };
            const allowedThen = decide(request, ofThen).outcome === "Allowed";
            const allowedNow = decide(request, ofNow).outcome === "Allowed";
            if (allowedThen) expect(allowedNow).toBe(true);
            // What was used keeps working, on such resources as it can be about.
            if (allowedNow && use.includes(action) && resource.includes(action.slice(0, 3)))
              expect(allowedThen).toBe(true);
          }
        }
      }),
      runs(40),
    );
  });
});
