/** The access index at full size, and its questions. Arguments: bindings, roles and documents (100000 20000 2000). */
import { canQuery, searchQuery, whatCanQuery, whoCanQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { askCan, askWhatCan, askWhoCan } from "@/lib/view/ask";
import { search } from "@/lib/view/search";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { megabytes, ms, percentile, time } from "../measure";
import { findPeer, type Peer } from "../policy/peer";
import type { Benchmark, Report } from "../report";
import { accessEstate, accountOf, type Size } from "./estate";

export const benchmark: Benchmark = {
  async run(report, args) {
    const [bindings = 100_000, roles = 20_000, documents = 2_000] = args.map(Number);
    const size: Size = { bindings, roles, documents };
    const table = await loadActionTable();
    const content = accessEstate(size);
    report.note(`${bindings} bindings, ${roles} roles, ${documents} documents in 50 accounts.`);
    const model = time(() => buildAccessModel(content));
    figure(report, "bindings resolved (once a snapshot)", ms(model.ms), "", null);
    const view = createSnapshotView(content, model.result, { actions: table });
    const index = time(() => {
      const access = view.access();
      void access.roles;
      return access;
    });
    figure(report, "access index built", ms(index.ms), "≤ 2000 ms", index.ms <= 2_000);
    report.note(
      `${index.result.directCount} profiles for ${bindings} bindings; ${index.result.book.profiles.length} with those that are assumed.`,
    );
    const rows = time(() => view.workloads().length);
    figure(report, "rows of workloads (once a snapshot)", ms(rows.ms), "", null);
    const first = time(() =>
      askWhoCan(view, whoCanQuery.parse({ action: "s3:GetObject", resource: "arn:aws:s3:::first/k" })),
    );
    report.note(
      "Built beforehand: profiles, what each may do, roles that each can assume. Made with the first who-can: rows by profile, columns of the list, roles by document.",
    );
    figure(report, "first who-can (with what the first one makes)", ms(first.ms), "", null);
    questions(report, view, size);
    const used = process.memoryUsage().rss / 2 ** 20;
    figure(report, "memory of the process", megabytes(used), "≤ 1536 MB", used <= 1_536);
    await beside(report, view, size);
  },
};

function questions(report: Report, view: SnapshotView, { bindings, documents }: Size): void {
  const who = (action: string, resource: string) => () => askWhoCan(view, whoCanQuery.parse({ action, resource }));
  const some = (count: number, make: (i: number) => () => unknown) =>
    Array.from({ length: count }, (_, i) => make((i * 97) % documents));
  const ids = view.workloads().map(({ row }) => row.id);
  const subject = (i: number) => ids[(i * 4_099) % ids.length]!;
  p95(report, "who-can, one ARN", 50, [
    ...some(60, (i) => who("s3:GetObject", `arn:aws:s3:::app-${i}/report.csv`)),
    ...some(20, (i) => who("dynamodb:GetItem", `arn:aws:dynamodb:eu-west-1:${accountOf(i)}:table/app-${i}-x`)),
    ...some(20, (i) => who("kms:Decrypt", `arn:aws:kms:eu-west-1:${accountOf(i)}:key/${i}`)),
    ...some(5, (i) => who("s3:GetObject", `arn:aws:s3:::shared-${i}/k`)),
  ]);
  p95(report, "who-can, patterns", 50, [
    ...some(40, (i) => who("s3:*Object", `arn:aws:s3:::app-${i}/*`)),
    ...some(20, (i) => who("dynamodb:*", `arn:aws:dynamodb:*:${accountOf(i)}:table/app-${i}-*`)),
    ...some(20, (i) => who("s3:Get*", `arn:aws:s3:::shared-${i}*/*`)),
    ...some(20, (i) => who("ssm:GetParameter", `arn:aws:ssm:*:*:parameter/ns-${i % 400}/*`)),
  ]);
  p95(
    report,
    "who-can, an action on anything",
    50,
    ANYTHING.map((action) => who(action, "")),
  );
  p95(
    report,
    "can",
    100,
    some(
      100,
      (i) => () =>
        askCan(view, {
          ...canQuery.parse({ subject: subject(i), action: "s3:GetObject", resource: `arn:aws:s3:::app-${i}/k` }),
          context: [],
        }),
    ),
  );
  p95(
    report,
    "what-can",
    100,
    some(100, (i) => () => askWhatCan(view, whatCanQuery.parse({ subject: subject(i), service: "s3" }))),
  );
  p95(
    report,
    "search",
    50,
    some(
      100,
      (i) => () => search(view, searchQuery.parse({ q: i % 2 === 0 ? `sa-${(i * 31) % bindings}` : `app-${i}` })),
    ),
  );
}

const ANYTHING = [
  ...["ec2:DescribeVpcs", "s3:ListBucket", "sqs:ReceiveMessage"],
  ...["ec2:DescribeInstances", "logs:PutLogEvents", "iam:PassRole", "sqs:SendMessage", "s3:GetObject", "kms:Decrypt"],
  ...["dynamodb:GetItem", "sts:AssumeRole", "ssm:GetParameter", "s3:DeleteObject", "eks:ListClusters"],
];
const WARM_UP = 3;

/** The first ones warm up; none is asked twice, for answers are kept. */
function p95(report: Report, name: string, bound: number, questions: readonly (() => unknown)[]): void {
  for (const ask of questions.slice(0, WARM_UP)) ask();
  const times = questions.slice(WARM_UP).map((ask) => time(ask).ms);
  const found = percentile(times, 0.95);
  figure(report, `${name}, p95 of ${times.length}`, ms(found), `≤ ${bound} ms`, found <= bound);
  figure(report, `${name}, median and worst`, `${ms(percentile(times, 0.5))}, ${ms(Math.max(...times))}`, "", null);
}

/**
 * The peer has no index: each role is simulated by itself. A sample is measured and scaled up to all roles. Both are asked
 * the same, which nobody asked before.
 */
async function beside(report: Report, view: SnapshotView, { roles }: Size): Promise<void> {
  const peer: Peer | null = await findPeer(report);
  if (!peer) return;
  const resource = "arn:aws:s3:::app-97/asked-once.csv";
  const sample = view.model.roles.filter(({ state }) => state.kind === "present").slice(0, 200);
  const inputs = sample.map((role) => ({
    principal: role.arn,
    action: "s3:GetObject",
    resource,
    accountId: role.accountId,
    identityPolicies: role.policies.flatMap(({ name, document }) =>
      document ? [{ name, policy: JSON.parse(document.text) as unknown }] : [],
    ),
  }));
  for (const input of inputs.slice(0, 20)) await peer(input);
  const start = performance.now();
  for (const input of inputs) await peer(input);
  const theirs = ((performance.now() - start) / inputs.length) * roles;
  const query = whoCanQuery.parse({ action: "s3:GetObject", resource });
  const ours = time(() => askWhoCan(view, query)).ms;
  report.row({
    name: `who-can over ${roles} roles (peer: ${inputs.length} roles measured, scaled up; no SCPs, no paths)`,
    ours: ms(ours),
    against: ms(theirs),
    ratio: `${Math.round(theirs / ours).toLocaleString("en-US")} ×`,
    goal: "",
    met: null,
  });
}

function figure(report: Report, name: string, ours: string, goal: string, met: boolean | null): void {
  report.row({ name, ours, against: "", ratio: "", goal, met });
}
