/** Decisions a second, beside the peer's on the same questions. */
import {
  type AccessRequest,
  compilePolicy,
  completeFacts,
  decide,
  noLayers,
  type PolicyLayers,
  parseCaller,
  parsePolicy,
} from "@/lib/domain/policy";
import { loadActionTable } from "@/lib/domain/policy/table";
import { perSecond, rate } from "../measure";
import type { Benchmark, Report } from "../report";
import { type NamedText, readDocuments } from "./documents";
import { findPeer, type Peer } from "./peer";

const ACCOUNT = "111122223333";
const PRINCIPAL = `arn:aws:sts::${ACCOUNT}:assumed-role/app/s1`;
const SECONDS = 2;

/** Allowed and denied, with and without resources, spread over services. */
const QUESTIONS: readonly (readonly [string, string])[] = [
  ["s3:GetObject", "arn:aws:s3:::app/report.csv"],
  ["s3:PutObject", "arn:aws:s3:::app/report.csv"],
  ["ec2:DescribeInstances", "*"],
  ["eks:DescribeCluster", `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/main`],
  ["iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/other`],
  ["dynamodb:GetItem", `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/app`],
  ["logs:FilterLogEvents", `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:app`],
  ["sqs:SendMessage", `arn:aws:sqs:eu-west-1:${ACCOUNT}:queue`],
];

const SMALL: readonly NamedText[] = [
  {
    name: "objects",
    text: policy({ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::app/*" }),
  },
  {
    name: "tables",
    text: policy(
      { Effect: "Allow", Action: "dynamodb:*", Resource: `arn:aws:dynamodb:*:${ACCOUNT}:table/app*` },
      { Effect: "Deny", Action: "dynamodb:Delete*", Resource: "*" },
    ),
  },
  {
    name: "look",
    text: policy({
      Effect: "Allow",
      Action: ["ec2:Describe*", "eks:Describe*", "eks:List*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
    }),
  },
];

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export const benchmark: Benchmark = {
  async run(report, args) {
    const table = await loadActionTable();
    const documents = await readDocuments(report, args, table);
    const large = documents.find(({ name }) => name === "ReadOnlyAccess") ?? documents[0]!;
    report.note(`The large policy is ${large.name}, ${Math.round(large.text.length / 1024)} KiB.`);
    const peer = await findPeer(report);
    const wildcardOnly = (action: string) => table.wildcardOnly(table.actionId(action)!);
    await compare(report, "a large policy", [large], wildcardOnly, peer, 100_000);
    await compare(report, "three small policies", SMALL, wildcardOnly, peer, null);
  },
};

async function compare(
  report: Report,
  what: string,
  documents: readonly NamedText[],
  wildcardOnly: (action: string) => boolean,
  peer: Peer | null,
  goal: number | null,
): Promise<void> {
  const requests = QUESTIONS.map(([action, resource]) => requestOf(action, resource, wildcardOnly(action)));
  const layers = layersOf(documents);
  const ours = await perSecond(SECONDS, (i) => decide(requests[i % requests.length]!, layers));
  const explained = await perSecond(SECONDS / 2, (i) => decide(requests[i % requests.length]!, layers).because);
  const theirs = peer === null ? null : await measurePeer(report, peer, documents, requests, layers);
  const ratio = theirs === null ? null : ours / theirs;
  const name = `decisions on ${what}`;
  const [against, times] = theirs === null ? ["", ""] : [rate(theirs), `${Math.round(ours / theirs)} ×`];
  report.row({
    name,
    ours: rate(ours),
    against,
    ratio: times,
    goal: goal === null ? "" : `≥ ${rate(goal)}`,
    met: goal === null ? null : ours >= goal,
  });
  report.row({ name: `${name}, explained`, ours: rate(explained), against: "", ratio: "", goal: "", met: null });
  if (goal !== null) {
    report.row({
      name: `${name}, to the peer`,
      ours: times,
      against: "",
      ratio: "",
      goal: "≥ 250 ×",
      met: ratio === null ? null : ratio >= 250,
    });
  }
}

async function measurePeer(
  report: Report,
  peer: Peer,
  documents: readonly NamedText[],
  requests: readonly AccessRequest[],
  layers: PolicyLayers,
): Promise<number> {
  const identityPolicies = documents.map(({ name, text }) => ({ name, policy: JSON.parse(text) as unknown }));
  const questions = requests.map(({ action, resource }) => ({
    principal: PRINCIPAL,
    action,
    resource,
    accountId: ACCOUNT,
    identityPolicies,
  }));
  for (const [i, question] of questions.entries()) {
    const [own, other] = [decide(requests[i]!, layers).outcome, await peer(question)];
    if (own !== other) report.note(`${question.action} on ${question.resource}: ${own}, the peer says ${other}.`);
  }
  return perSecond(SECONDS, (i) => peer(questions[i % questions.length]!), 8);
}

function requestOf(action: string, resource: string, wildcardOnly: boolean): AccessRequest {
  const caller = parseCaller(PRINCIPAL);
  if (caller === null) throw new Error(PRINCIPAL);
  return { caller, action, resource, resourceAccount: null, context: completeFacts([]), wildcardOnly };
}

function layersOf(documents: readonly NamedText[]): PolicyLayers {
  const identity = documents.map(({ name, text }) => {
    const parsed = parsePolicy(text, "identity");
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    return compilePolicy(parsed.document, name, "identity");
  });
  return { ...noLayers, identity };
}
