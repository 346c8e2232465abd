/** The access index at full size, and its questions, in the thread of `access.bench.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { canQuery, searchQuery, whatCanQuery, whoCanQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { askCan, askWhatCan, askWhoCan } from "@/lib/view/ask";
import { search } from "@/lib/view/search";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { warmUp } from "@/lib/view/warm-up";
import { inUse, megabytes, ms, time } from "../measure";
import { findPeer, type Peer } from "../policy/peer";
import type { Report } from "../report";
import type { Said } from "./access.bench";
import { askAll, once } from "./asked";
import { accessEstate, accountOf, type Size } from "./estate";
import { pages } from "./pages";
import { whatIf } from "./what-if";

async function run(report: Report, args: readonly string[]): Promise<void> {
  const [bindings = 100_000, roles = 20_000, documents = 2_000] = args.map(Number);
  const size: Size = { bindings, roles, documents };
  const table = await loadActionTable();
  const content = accessEstate(size);
  report.note(
    `${bindings} bindings, ${roles} roles, ${documents} documents in 50 accounts; ${documents / 2} buckets and ${documents / 4} keys with their policies.`,
  );
  const model = once(report, "bindings resolved (once a snapshot)", null, () => buildAccessModel(content));
  const view = createSnapshotView(content, model, { actions: table });
  const index = once(report, "access index built", 2_000, () => {
    const access = view.access();
    void access.roles;
    return access;
  });
  report.note(
    `${index.directCount} profiles for ${bindings} bindings; ${index.book.profiles.length} with those that are assumed.`,
  );
  once(report, "rows and columns that questions share (once a snapshot)", null, () => warmUp(view));
  once(report, "first who-can after that", 50, () =>
    askWhoCan(view, whoCanQuery.parse({ action: "s3:GetObject", resource: "arn:aws:s3:::first/k" })),
  );
  questions(report, view, size);
  memory(report, "with all that questions made");
  pages(report, view, size);
  whatIf(report, view, size);
  memory(report, "with findings and what the last what-if left");
  await beside(report, view, size);
}

/** What the process takes of the machine; what of it is in use is known after a collection. */
function memory(report: Report, when: string): void {
  const used = process.memoryUsage().rss / 2 ** 20;
  const live = inUse() / 2 ** 20;
  report.row({
    name: `memory of the process, ${when}`,
    ours: megabytes(used),
    against: `${megabytes(live)} in use`,
    ratio: "",
    goal: "≤ 1536 MB",
    met: used <= 1_536,
  });
}

function questions(report: Report, view: SnapshotView, { bindings, documents }: Size): void {
  const who = (action: string, resource: string) => () => askWhoCan(view, whoCanQuery.parse({ action, resource }));
  const some = (count: number, make: (i: number) => () => unknown) =>
    Array.from({ length: count }, (_, i) => make((i * 97) % documents));
  const ids = view.workloads().map(({ row }) => row.id);
  const subject = (i: number) => ids[(i * 4_099) % ids.length]!;
  askAll(report, "who-can, one ARN", 50, [
    ...some(60, (i) => who("s3:GetObject", `arn:aws:s3:::app-${i}/report.csv`)),
    ...some(20, (i) => who("dynamodb:GetItem", `arn:aws:dynamodb:eu-west-1:${accountOf(i)}:table/app-${i}-x`)),
    ...some(20, (i) => who("kms:Decrypt", `arn:aws:kms:eu-west-1:${accountOf(i)}:key/${i}`)),
    ...some(5, (i) => who("s3:GetObject", `arn:aws:s3:::shared-${i}/k`)),
  ]);
  askAll(report, "who-can, patterns", 50, [
    ...some(40, (i) => who("s3:*Object", `arn:aws:s3:::app-${i}/*`)),
    ...some(20, (i) => who("dynamodb:*", `arn:aws:dynamodb:*:${accountOf(i)}:table/app-${i}-*`)),
    ...some(20, (i) => who("s3:Get*", `arn:aws:s3:::shared-${i}*/*`)),
    ...some(20, (i) => who("ssm:GetParameter", `arn:aws:ssm:*:*:parameter/ns-${i % 400}/*`)),
  ]);
  askAll(
    report,
    "who-can, an action on anything",
    50,
    ANYTHING.map((action) => who(action, "")),
  );
  askAll(
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
  askAll(
    report,
    "what-can",
    100,
    some(100, (i) => () => askWhatCan(view, whatCanQuery.parse({ subject: subject(i), service: "s3" }))),
  );
  askAll(
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

const { args } = workerData as { readonly args: readonly string[] };
await run(
  {
    row: (row) => parentPort?.postMessage({ row } satisfies Said),
    note: (note) => parentPort?.postMessage({ note } satisfies Said),
  },
  args,
);
