/** Saves what is seen: as a picture, or as the data it was drawn from. */
import type { SnapshotStamp } from "@/lib/contracts/api";
import { type GraphQuery, type GraphView, graphQueryParams } from "@/lib/contracts/graph";
import type { StageSight } from "./map-stage";
import { sceneOf } from "./scene";
import { paintScene, sceneToSvg } from "./scene-output";

export interface MapExport {
  readonly view: GraphView;
  readonly query: GraphQuery;
  readonly snapshot: SnapshotStamp;
  /** Null in the table, which has no picture. */
  readonly sight: StageSight | null;
  readonly now: Date;
}

export async function exportMap(format: "svg" | "png" | "json", from: MapExport): Promise<void> {
  const name = `podlens_map_${from.snapshot.id}_${from.now.toISOString().replace(/[-:]|\.\d+/g, "")}.${format}`;
  if (format === "json") return save(name, new Blob([mapJson(from)], { type: "application/json" }));
  if (!from.sight) return;
  const scene = sceneOf(from.sight, caption(from));
  if (format === "svg") return save(name, new Blob([sceneToSvg(scene)], { type: "image/svg+xml" }));
  const canvas = document.createElement("canvas");
  canvas.width = scene.width * 2;
  canvas.height = scene.height * 2;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the browser gives no canvas to draw on");
  context.scale(2, 2);
  paintScene(context, scene);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the browser made no picture");
  save(name, blob);
}

/** Everything of the view, with what it was made from: links by the ids of their ends, so that it can be read alone. */
export function mapJson({ view, query, snapshot, now }: MapExport): string {
  const id = (row: number) => view.rows[row]!.id;
  const { edges } = view;
  return JSON.stringify(
    {
      format: "podlens.map/v1",
      exportedAt: now.toISOString(),
      snapshot,
      filter: graphQueryParams({ ...query, part: "view", snapshot: snapshot.id }).toString(),
      totals: view.totals,
      omissions: view.omissions,
      columns: view.columns.map((column) => ({
        id: column.id,
        title: column.title,
        total: column.total,
        shown: column.shown,
        hidden: column.hidden,
        rows: column.folded
          ? null
          : view.rows
              .slice(column.start, column.end)
              .map(({ parent, ...row }) => ({ ...row, parent: parent < 0 ? null : id(parent) })),
      })),
      links: edges.from.map((from, at) => ({
        from: id(from),
        to: id(edges.to[at]!),
        state: ["allowed", "conditional", "unknown", "denied"][edges.state[at]!],
        chain: edges.chain[at] === 1,
        links: edges.links[at],
        bindings: edges.weight[at],
      })),
    },
    null,
    1,
  );
}

function caption({ view, snapshot, query }: MapExport): readonly [string, string] {
  const { totals } = view;
  const filter = graphQueryParams({
    ...query,
    part: "view",
    snapshot: "latest",
    open: [],
    select: null,
    sort: {},
  }).toString();
  return [
    `Podlens access map: ${totals.bindingsShown} of ${totals.bindings} bindings`,
    `snapshot ${snapshot.id}, read ${snapshot.finishedAt}, ${snapshot.status}${filter === "" ? "" : `, ${decodeURIComponent(filter)}`}`,
  ];
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
