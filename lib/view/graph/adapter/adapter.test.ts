/** The map of a small estate that goes through the real resolution of bindings. */
import { describe, expect, it } from "vitest";
import {
  defaultGraphQuery,
  type GraphPaths,
  type GraphQuery,
  type GraphSelection,
  type GraphView,
} from "@/lib/contracts/graph";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../../snapshot-view";
import { answerGraph } from "../answer";
import { buildGraphSource } from "./index";

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const data = `arn:aws:iam::${ACCOUNT}:role/shared-data`;
  const app = builder.role("team/app", {
    trust: podTrust(),
    inline: {
      files: policy(
        { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::b/*" },
        { Effect: "Allow", Action: "sqs:*", Resource: "*" },
      ),
      hop: policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: data }),
    },
    attached: ["arn:aws:iam::aws:policy/Unread"],
  });
  builder.role("shared-data", {
    trust: policy({ Effect: "Allow", Principal: { AWS: app }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    inline: { tables: policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) },
  });
  builder.role("nobody-holds-it", { trust: podTrust() });
  const provider = builder.provider(issuerOf("prod"));
  const web = builder.role("web", {
    trust: irsaTrust(provider, {
      StringLike: {
        [`${issuerOf("prod")}:sub`]: "system:serviceaccount:web-*:*",
        [`${issuerOf("prod")}:aud`]: "sts.amazonaws.com",
      },
    }),
  });
  builder.associate(prod, "shop/api", app, { tags: { Owner: "geo" } });
  builder.associate(prod, "shop/loader", app, { targetRoleArn: data });
  builder.associate(prod, "kube-system/dns", `arn:aws:iam::${ACCOUNT}:role/gone`);
  const content = builder.build();
  return { source: buildGraphSource(buildAccessModel(content)), content, prod, app, web, data };
}

const ask = (change: Partial<GraphQuery>): GraphQuery => ({ ...defaultGraphQuery(), ...change });
const rows = (view: GraphView, id: string) => {
  const column = view.columns.find((each) => each.id === id)!;
  return view.rows.slice(column.start, column.end);
};

describe("the map of an estate", () => {
  it("has what bindings and policies name, with pages, and notes on what is wrong", () => {
    const { source, prod, app } = estate();
    const view = answerGraph(source, ask({})) as GraphView;
    expect(rows(view, "service-account").map((row) => row.label)).toEqual(["*", "api", "dns", "loader"]);
    const [role, gone] = [`role:${app}`, `role:arn:aws:iam::${ACCOUNT}:role/gone`].map(
      (id) => view.rows.find((row) => row.id === id)!,
    );
    expect(role).toMatchObject({ label: "app", sub: `${ACCOUNT} · /team/`, href: `/roles/${ACCOUNT}/app` });
    expect(gone).toMatchObject({ note: "Does not exist", states: [0, 0, 0, 1] });
    expect(view.rows.find((row) => row.label === "Unread")).toMatchObject({
      note: "Document not read",
      states: [0, 0, 1, 0],
    });
    expect(rows(view, "service-account").find((row) => row.label === "*")?.note).toMatch(/pattern/i);
    expect(rows(view, "service-account").find((row) => row.label === "api")?.href).toBe(
      `/workloads/${ACCOUNT}/${prod.region}/prod/shop/api`,
    );
  });

  it("gives a workload with a target role what that role may, and nothing of the role between", () => {
    const { source } = estate();
    const view = answerGraph(source, ask({ find: { "service-account": "loader" } })) as GraphView;
    expect(rows(view, "policy").map((row) => row.label)).toEqual(["tables"]);
    expect(rows(view, "service").map((row) => row.label)).toEqual(["Every service"]);
  });

  it("says which roles are in no path", () => {
    const { source } = estate();
    const view = answerGraph(source, ask({})) as GraphView;
    expect(view.omissions).toContainEqual({ code: "unbound-roles", count: 1, because: "roles that no workload holds" });
  });

  it("hides system workloads, and groups by the owner that associations name", () => {
    const { source } = estate();
    const view = answerGraph(
      source,
      ask({ hideSystem: true, grouping: "owner", columns: ["service-account"] }),
    ) as GraphView;
    expect(view.columns[0]).toMatchObject({ shown: 3, total: 4, groupedBy: "owner" });
    expect(view.rows.map((row) => row.label)).toEqual(["No owner known", "api"]);
  });

  it("leads from a service account to the association, the trust statement and the policy statement", () => {
    const { source, prod } = estate();
    const selection = answerGraph(
      source,
      ask({ part: "selection", select: `service-account:${prod.arn}|shop|api` }),
    ) as GraphSelection;
    expect(selection.found).toBe(true);
    const reasons = selection.links.flatMap((link) => link.reasons);
    expect(reasons.find((reason) => reason.kind === "association")?.source).toMatch(/podidentityassociation/);
    expect(reasons.find((reason) => reason.kind === "trust")?.statement).toMatchObject({ policy: "trust" });
    const s3 = selection.links.find((link) => link.from.label === "files" && link.to.id === "service:s3")!;
    expect(s3.reasons).toEqual([
      {
        kind: "statement",
        state: "allowed",
        text: "Allows s3:GetObject and s3:PutObject on arn:aws:s3:::b/*.",
        source: "files",
        statement: { policy: "files", sid: null, index: 0 },
      },
    ]);
  });

  it("tells the hop to the target role from the one before", () => {
    const { source, prod } = estate();
    const selection = answerGraph(
      source,
      ask({ part: "selection", select: `service-account:${prod.arn}|shop|loader` }),
    ) as GraphSelection;
    const hop = selection.links.find((link) => link.to.column === "target-role")!;
    expect(hop.chain).toBe(true);
    // The source role has a policy that was not read: whether it may assume the target cannot be said.
    expect(hop.state).toBe("unknown");
    expect(hop.reasons.slice(1).every((reason) => reason.kind === "gap" && reason.text.startsWith("Target role"))).toBe(
      true,
    );
  });

  it("goes down to actions and resources of the statement, and tells their access level", async () => {
    const { content } = estate();
    const source = buildGraphSource(buildAccessModel(content), { actions: await loadActionTable() });
    const columns = ["service-account", "level", "action", "resource"] as const;
    const paths = answerGraph(
      source,
      ask({ part: "paths", columns, find: { "service-account": "api", action: "s3:" } }),
    ) as GraphPaths;
    expect(paths.rows.map((row) => row.cells.map((cell) => cell?.label))).toEqual([
      ["api", "Read", "s3:GetObject", "b/*"],
      ["api", "Write", "s3:PutObject", "b/*"],
    ]);
    const services = answerGraph(source, ask({ columns: ["service"] })) as GraphView;
    expect(rows(services, "service").map((row) => row.label)).toContain("S3");
  });

  it("shows roles that are reached onward as chains, with what they may", () => {
    const { content, app, web, data } = estate();
    const onward = (arn: string) =>
      arn === app
        ? [
            {
              roleArn: data,
              state: "conditional" as const,
              reasons: [
                { kind: "onward" as const, state: "conditional" as const, text: "hop", source: null, statement: null },
              ],
            },
          ]
        : [];
    const source = buildGraphSource(buildAccessModel(content), { onward });
    const view = answerGraph(source, ask({ find: { "service-account": "api" } })) as GraphView;
    expect(rows(view, "target-role").map((row) => row.label)).toEqual(["shared-data"]);
    expect(
      rows(view, "policy")
        .map((row) => row.label)
        .sort(),
    ).toEqual(["Unread", "files", "hop", "tables"]);
    expect(web).toContain("web");
  });

  it("draws a service of which limits leave nothing as denied, and says so", async () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    const inline = {
      grants: policy({ Effect: "Allow", Action: ["s3:GetObject", "sqs:SendMessage"], Resource: "*" }),
      denies: policy({ Effect: "Deny", Action: "sqs:*", Resource: "*" }),
    };
    builder.associate(cluster, "shop/api", builder.role("app", { trust: podTrust(), inline }));
    const content = builder.build();
    const view = createSnapshotView(content, buildAccessModel(content), { actions: await loadActionTable() });
    const columns = ["role", "service"] as const;
    const { rows: paths } = answerGraph(view.graph(), ask({ part: "paths", columns })) as GraphPaths;
    expect(paths.flatMap(({ cells: [, service], state }) => (service ? [[service.label, state]] : [])).sort()).toEqual([
      ["S3", "allowed"],
      ["SQS", "denied"],
    ]);
  });

  it("survives names that are names of object properties", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("constructor");
    builder.associate(cluster, "__proto__/toString", builder.role("hasOwnProperty", { trust: podTrust() }));
    const source = buildGraphSource(buildAccessModel(builder.build()));
    const view = answerGraph(
      source,
      ask({ grouping: "cluster", focus: `service-account:${cluster.arn}|__proto__|toString` }),
    ) as GraphView;
    expect(view.focus?.found).toBe(true);
    expect(rows(view, "role").map((row) => row.label)).toEqual(["hasOwnProperty"]);
  });
});
