/** Holds what moves without React: scroll positions, the row under the pointer, and the canvas that follows them. */
import { flushSync } from "react-dom";
import { formatNumber } from "@/components/shared/number";
import type { MapColours } from "./colours";
import { edgesInSight, mostPainted, type Picture } from "./edges-in-sight";
import { type Geometry, rowsInSight } from "./geometry";
import { paintEdges } from "./paint-edges";
import type { StageModel } from "./stage-model";

/** Lines while scrolling on a machine that cannot keep up with all of them. */
const hurriedLines = 300;

export interface ColumnParts {
  readonly scroller: HTMLElement;
  readonly above: HTMLElement;
  readonly below: HTMLElement;
  /** Draws the rows of a scroll position. */
  move(top: number): void;
}

export interface Drawn {
  readonly model: StageModel;
  readonly geometry: Geometry;
  readonly colours: MapColours;
  readonly lit: Uint8Array | null;
}

export class StagePainter {
  /** What is drawn at present; null before the first time. */
  drawn: Drawn | null = null;
  picture: Picture | null = null;
  private canvas: HTMLCanvasElement | null = null;
  private readonly columns = new Map<number, ColumnParts>();
  /** Scroll positions as the columns last told them, and the same with pads taken off. */
  private readonly scrolls: number[] = [];
  private tops: number[] = [];
  private readonly moved = new Set<number>();
  private hover = -1;
  private frame = 0;
  /** Scrolling on a machine that cannot keep up: fewer lines until it rests. */
  private hurried = false;
  private slow = 0;
  private lastMove = 0;
  private rest: ReturnType<typeof setTimeout> | null = null;
  private readonly listeners = new Set<(picture: Picture) => void>();

  setCanvas(canvas: HTMLCanvasElement | null): void {
    this.canvas = canvas;
    if (canvas !== null) return;
    if (this.rest !== null) clearTimeout(this.rest);
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** `top`: where the column is scrolled to. Columns come and go, and keep their position when others do. */
  register(column: number, parts: ColumnParts, top: number): () => void {
    this.columns.set(column, parts);
    this.scrolls[column] = top;
    return () => {
      if (this.columns.get(column) === parts) this.columns.delete(column);
    };
  }

  /** Paints at once: rows and lines appear in one frame. */
  show(drawn: Drawn): void {
    if (this.drawn?.model !== drawn.model) this.hover = -1;
    this.drawn = drawn;
    this.tops = drawn.model.columns.map((_, column) => (this.scrolls[column] ?? 0) - this.pad(column));
    this.paint();
  }

  /** Rows of a column that fill less than the stage stand in its middle. */
  pad(column: number): number {
    return this.drawn ? columnPad(this.drawn.model, this.drawn.geometry, column) : 0;
  }

  /** Rows and lines follow in the next frame, all columns at once. */
  scrolled(column: number): void {
    this.moved.add(column);
    this.request();
  }

  hovered(row: number): void {
    if (row === this.hover) return;
    this.hover = row;
    this.request();
  }

  /** Brings a row into sight, near the middle where it has to move far. */
  reveal(row: number): void {
    const { drawn } = this;
    if (!drawn || row < 0) return;
    const column = drawn.model.columnOf[row]!;
    const parts = this.columns.get(column);
    if (!parts) return;
    const position = drawn.model.place[row]!;
    const { first, last } = rowsInSight(
      drawn.geometry,
      drawn.model.columns[column]!.order.length,
      this.tops[column] ?? 0,
    );
    if (position >= first && position <= last) return;
    const { rowHeight } = drawn.geometry;
    const inside = drawn.geometry.height - drawn.geometry.header;
    const near = position < first ? first - position < 3 : position - last < 3;
    const top = near
      ? position < first
        ? position * rowHeight
        : (position + 1) * rowHeight - inside
      : position * rowHeight - inside / 2;
    parts.scroller.scrollTop = top;
    this.scrolled(column);
  }

  /** Position of the first row of a column that is in sight. */
  firstInSight(column: number): number {
    const { drawn } = this;
    if (!drawn) return 0;
    return rowsInSight(drawn.geometry, drawn.model.columns[column]?.order.length ?? 0, this.tops[column] ?? 0).first;
  }

  onPaint(listener: (picture: Picture) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Scroll positions, pads taken off: what geometry calls `top`. */
  get offsets(): readonly number[] {
    return this.tops;
  }

  private request(): void {
    // What was asked for first runs first: who waits for the rows asks for a frame after us.
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      if (this.moved.size > 0) this.keepUp(now);
      this.follow();
      this.paint();
    });
  }

  /** Counts frames that came late; from the third on, the rest of the movement is drawn with fewer lines. */
  private keepUp(now: number): void {
    const passed = now - this.lastMove;
    this.lastMove = now;
    if (passed < 250) this.slow = Math.max(0, this.slow + (passed > 24 ? 1 : -1));
    this.hurried = this.slow > 2;
    if (this.rest !== null) clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.rest = null;
      if (!this.hurried) return;
      this.hurried = false;
      this.slow = 0;
      this.request();
    }, 150);
  }

  /** Reads all positions before anything is drawn: the page is laid out once, not once for each column. */
  private follow(): void {
    if (this.moved.size === 0) return;
    const columns = [...this.moved].flatMap((column) => {
      const parts = this.columns.get(column);
      return parts ? [{ column, parts, top: parts.scroller.scrollTop }] : [];
    });
    this.moved.clear();
    for (const { column, top } of columns) {
      this.scrolls[column] = top;
      this.tops[column] = top - this.pad(column);
    }
    flushSync(() => {
      for (const { parts, top } of columns) parts.move(top);
    });
  }

  private paint(): void {
    const { drawn, canvas } = this;
    if (!drawn || !canvas) return;
    const { model, geometry, colours, lit } = drawn;
    const picture = edgesInSight(model, geometry, this.tops, {
      lit,
      hover: this.hover,
      most: this.hurried ? hurriedLines : mostPainted,
    });
    const context = prepare(canvas, geometry);
    if (context) {
      // Lines stay below the headings.
      context.save();
      context.beginPath();
      context.rect(0, geometry.header, geometry.width, geometry.height - geometry.header);
      context.clip();
      paintEdges(context, picture, model.view.edges, colours);
      context.restore();
    }
    this.picture = picture;
    for (const [column, parts] of this.columns) {
      stub(parts.above, "▲", picture.above[column] ?? 0, "above");
      stub(parts.below, "▼", picture.below[column] ?? 0, "below");
    }
    for (const listener of this.listeners) listener(picture);
  }
}

export function columnPad(model: StageModel, geometry: Geometry, column: number): number {
  const inside = geometry.height - geometry.header;
  const tallest = Math.max(0, ...model.columns.map((each) => each.order.length)) * geometry.rowHeight;
  const own = (model.columns[column]?.order.length ?? 0) * geometry.rowHeight;
  return Math.max(0, Math.floor((Math.min(inside, tallest) - own) / 2));
}

function stub(element: HTMLElement, sign: string, count: number, where: string): void {
  if (element.hidden !== (count === 0)) element.hidden = count === 0;
  if (count === 0) return;
  const text = `${sign} ${formatNumber(count)}`;
  if (element.textContent === text) return;
  element.textContent = text;
  element.setAttribute("aria-label", `${formatNumber(count)} links to rows further ${where}: show them`);
}

/** Sizes the canvas for the screen's pixels and clears it. */
function prepare(canvas: HTMLCanvasElement, geometry: Geometry): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(geometry.width * ratio);
  const height = Math.round(geometry.height * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${geometry.width}px`;
    canvas.style.height = `${geometry.height}px`;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, geometry.width, geometry.height);
  return context;
}
