/** The picture on the screen as plain shapes, from which the SVG and the PNG are made. */
import type { LinkState } from "@/lib/contracts/graph";
import type { MapColours } from "./colours";
import { edgeColour, edgeDash, plainOpacity } from "./edge-style";
import { rowMiddle, rowsInSight } from "./geometry";
import type { StageSight } from "./map-stage";
import { byLook } from "./paint-edges";
import { rowCount, rowSign, worstState } from "./row-end";

export type Shape =
  | {
      readonly kind: "curve";
      /** See `route`. */
      readonly points: readonly number[];
      readonly colour: string;
      readonly width: number;
      readonly dash: readonly number[];
      readonly opacity: number;
    }
  | {
      readonly kind: "box";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      readonly stroke: string;
    }
  | {
      readonly kind: "text";
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly colour: string;
      readonly size: number;
      readonly bold: boolean;
      readonly anchor: "start" | "end";
      /** Pixels that it may take; longer text is cut. */
      readonly room: number;
    };

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly title: string;
  readonly shapes: readonly Shape[];
}

const captionHeight = 44;

/** `caption`: what is seen, from which snapshot; two lines at most. */
export function sceneOf(sight: StageSight, caption: readonly [string, string]): Scene {
  const { geometry, colours } = sight;
  const shapes: Shape[] = [];
  caption.forEach((text, at) => {
    shapes.push({
      kind: "text",
      x: geometry.margin,
      y: 16 + at * 16,
      text,
      colour: at === 0 ? colours.text : colours.quiet,
      size: at === 0 ? 13 : 11,
      bold: at === 0,
      anchor: "start",
      room: geometry.width - 2 * geometry.margin,
    });
  });
  addLines(sight, shapes);
  for (let column = 0; column < sight.model.columns.length; column++) addColumn(sight, column, shapes);
  return {
    width: geometry.width,
    height: geometry.height + captionHeight,
    ground: colours.ground,
    title: caption[0],
    shapes,
  };
}

function addLines({ model, picture, colours }: StageSight, shapes: Shape[]): void {
  const plain = plainOpacity(picture.count);
  for (const [look, lines] of byLook(picture, model.view.edges)) {
    for (const line of lines) {
      const points = picture.points[line]!.map((value, at) => (at % 2 === 0 ? value : value + captionHeight));
      const base = {
        kind: "curve" as const,
        points,
        opacity: look.tone === 0 ? plain : look.tone === 1 ? Math.min(0.7, plain) : 1,
      };
      const colour = edgeColour(look.tone, colours);
      shapes.push({
        ...base,
        colour,
        width: look.chain ? look.width + 2.4 : look.width,
        dash: edgeDash(look.state, look.width),
      });
      if (look.chain)
        shapes.push({ ...base, colour: colours.ground, width: Math.max(1, look.width - 0.6), dash: [], opacity: 1 });
    }
  }
}

function addColumn(
  { model, geometry, colours, tops, selectedId, picture }: StageSight,
  at: number,
  shapes: Shape[],
): void {
  const column = model.columns[at]!;
  const x = geometry.lefts[at]!;
  const width = geometry.widths[at]!;
  const text = { kind: "text" as const, colour: colours.text, size: 12, bold: false, anchor: "start" as const };
  shapes.push({ ...text, x, y: captionHeight + 14, text: column.title, bold: true, room: width });
  const count = column.shown === column.total ? String(column.total) : `${column.shown} of ${column.total}`;
  shapes.push({
    ...text,
    x,
    y: captionHeight + 30,
    text: count,
    colour: colours.quiet,
    size: 11,
    room: width,
  });
  const { first, last } = rowsInSight(geometry, column.order.length, tops[at] ?? 0);
  const beyond = [picture.above[at] ?? 0, picture.below[at] ?? 0];
  if (beyond[0] !== 0 || beyond[1] !== 0) {
    const further = `${beyond[0] ? `▲ ${beyond[0]} ` : ""}${beyond[1] ? `▼ ${beyond[1]}` : ""}`.trim();
    shapes.push({
      ...text,
      x: x + width,
      y: captionHeight + 30,
      text: further,
      colour: colours.quiet,
      size: 11,
      anchor: "end",
      room: 90,
    });
  }
  for (let position = first; position <= last; position++) {
    const row = model.view.rows[column.order[position]!]!;
    const middle = captionHeight + rowMiddle(geometry, position, tops[at] ?? 0);
    const isSelected = row.id === selectedId;
    const height = geometry.rowHeight - 3;
    shapes.push({
      kind: "box",
      x: x + 0.5,
      y: middle - height / 2 + 0.5,
      width: width - 1,
      height: height - 1,
      fill: isSelected ? colours.accentSoft : colours.ground,
      stroke: isSelected ? colours.accent : colours.border,
    });
    const sign = rowSign(row);
    const count = rowCount(row);
    const inset = 8 + row.depth * 10;
    const label = row.kind === "group" ? `${row.expanded ? "▾" : "▸"} ${row.label}` : row.label;
    const countRoom = count === "" ? 0 : count.length * 7 + 6;
    const room = width - inset - 12 - countRoom - (sign === "" ? 0 : sign.length * 7 + 6);
    const end = { ...text, y: middle + 4, size: 11, anchor: "end" as const, room: 80 };
    shapes.push({ ...text, x: x + inset, y: middle + 4, text: label, bold: row.kind === "group", room });
    if (count !== "") shapes.push({ ...end, x: x + width - 8, text: count, colour: colours.quiet });
    if (sign !== "")
      shapes.push({ ...end, x: x + width - 8 - countRoom, text: sign, colour: signColour(worstState(row), colours) });
  }
}

function signColour(state: LinkState, colours: MapColours): string {
  return state === "denied" ? colours.broken : state === "conditional" ? colours.doubtful : colours.quiet;
}
