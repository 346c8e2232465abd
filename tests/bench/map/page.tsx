/** Draws the product's own stage, and the bound beside it, and times them inside the browser. */
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { readColours } from "@/components/map/colours";
import { geometryFor } from "@/components/map/geometry";
import { MapStage, type StageActions } from "@/components/map/map-stage";
import { type StageModel, stageModel } from "@/components/map/stage-model";
import type { GraphView } from "@/lib/contracts/graph";
import { layOut, layoutInput } from "@/lib/view/graph/browser";
import { paintBare } from "./bare";

export interface StageFigures {
  readonly layoutMs: number;
  readonly firstPaintMs: number;
  readonly nodes: number;
  readonly frames: readonly number[];
  /** Milliseconds that the page worked in each of the frames. */
  readonly work: readonly number[];
}

export interface BareFigures {
  readonly firstPaintMs: number;
  readonly frames: readonly number[];
}

const rowHeight = 28;
const nothing = () => undefined;
const actions: StageActions = {
  select: nothing,
  toggle: nothing,
  focus: nothing,
  back: nothing,
  help: nothing,
  find: nothing,
  sort: nothing,
  hide: nothing,
};

const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
/** Two frames on: what was drawn is on the screen. */
const settled = async () => {
  await frame();
  await frame();
};

async function loadView(url: string): Promise<GraphView> {
  const answer = await fetch(url);
  return ((await answer.json()) as { data: GraphView }).data;
}

function laidOut(view: GraphView): { readonly model: StageModel; readonly layoutMs: number } {
  const start = performance.now();
  const layout = layOut(layoutInput(view, {}));
  return { layoutMs: performance.now() - start, model: stageModel(view, layout) };
}

async function measureStage(url: string, count: number): Promise<StageFigures> {
  const { model, layoutMs } = laidOut(await loadView(url));
  const place = document.getElementById("root")!;
  place.className = "flex h-dvh";
  await settled();
  const start = performance.now();
  const root = createRoot(place);
  flushSync(() =>
    root.render(
      <MapStage
        model={model}
        rowHeight={rowHeight}
        selectedId={null}
        lit={null}
        finds={{}}
        sorts={{}}
        singleKeys
        actions={actions}
        onSight={nothing}
      />,
    ),
  );
  await settled();
  const firstPaintMs = performance.now() - start;
  const stage = document.querySelector('[aria-label="Access map"]')!;
  const nodes = stage.querySelectorAll("*").length + 1;
  const scrollers = [...stage.querySelectorAll<HTMLElement>("[data-scroller]")];
  const middle = scrollers.map((each) => (each.scrollHeight - each.clientHeight) / 2);
  scrollers.forEach((each, at) => {
    each.scrollTop = middle[at]!;
  });
  await settled();
  const frames: number[] = [];
  const work: number[] = [];
  let before = await frame();
  for (let n = 1; n <= count; n++) {
    let began = 0;
    // Frames run in the order in which they were asked for: one before the stage's own, one after it.
    requestAnimationFrame(() => {
      began = performance.now();
    });
    scrollers.forEach((each, at) => {
      each.scrollTop = middle[at]! + n * 9;
      each.dispatchEvent(new Event("scroll"));
    });
    requestAnimationFrame(() => work.push(performance.now() - began));
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  root.unmount();
  return { layoutMs, firstPaintMs, nodes, frames, work };
}

/** The bound: the same rows and lines, painted on one canvas, with nothing that can be focused, read or clicked. */
async function measureBare(url: string, count: number): Promise<BareFigures> {
  const { model } = laidOut(await loadView(url));
  const place = document.getElementById("root")!;
  place.className = "";
  const geometry = geometryFor(
    model.columns.map((column) => column.wanted),
    window.innerWidth,
    window.innerHeight,
    rowHeight,
  );
  const colours = readColours(document.documentElement);
  await settled();
  const start = performance.now();
  const canvas = document.createElement("canvas");
  canvas.width = geometry.width;
  canvas.height = geometry.height;
  place.replaceChildren(canvas);
  const context = canvas.getContext("2d")!;
  paintBare(context, model, geometry, colours, 0);
  await settled();
  const firstPaintMs = performance.now() - start;
  const frames: number[] = [];
  let before = await frame();
  for (let n = 1; n <= count; n++) {
    paintBare(context, model, geometry, colours, n * 9);
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  place.replaceChildren();
  return { firstPaintMs, frames };
}

Object.assign(window, { measureStage, measureBare });
