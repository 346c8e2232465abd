/** Paints links on a canvas. Lines of one look are one stroke: fifteen hundred of them take a few milliseconds. */
import type { GraphEdges } from "@/lib/contracts/graph";
import type { MapColours } from "./colours";
import { bend, edgeColour, edgeDash, edgeWidth, plainOpacity } from "./edge-style";
import type { Picture } from "./edges-in-sight";

export function paintEdges(
  context: CanvasRenderingContext2D,
  picture: Picture,
  edges: GraphEdges,
  colours: MapColours,
): void {
  const plain = plainOpacity(picture.count);
  context.lineCap = "butt";
  for (const [look, lines] of byLook(picture, edges)) {
    const { tone, state, chain, width } = look;
    context.strokeStyle = edgeColour(tone, colours);
    context.globalAlpha = tone === 0 ? plain : tone === 1 ? Math.min(0.7, plain) : 1;
    context.setLineDash([...edgeDash(state, width)]);
    context.lineWidth = chain ? width + 2.4 : width;
    context.beginPath();
    for (const line of lines) traceLine(context, picture.points[line]!);
    context.stroke();
    if (!chain) continue;
    // A line of the ground's colour within makes two of one.
    context.strokeStyle = colours.ground;
    context.globalAlpha = 1;
    context.setLineDash([]);
    context.lineWidth = Math.max(1, width - 0.6);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** Adds the way of a link to the path of the canvas. */
export function traceLine(context: CanvasRenderingContext2D, points: readonly number[]): void {
  context.moveTo(points[0]!, points[1]!);
  for (let at = 0; at + 3 < points.length; at += 4) {
    const [x1, y1, x2, y2] = [points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!];
    if (at > 0) context.lineTo(x1, y1);
    const dx = bend(x1, x2);
    context.bezierCurveTo(x1 + dx, y1, x2 - dx, y2, x2, y2);
  }
}

interface Look {
  readonly tone: number;
  readonly state: number;
  readonly chain: boolean;
  readonly width: number;
}

/** Lines by look, quiet ones first. Widths are cut to half pixels, so that there are few looks. */
export function byLook(picture: Picture, edges: GraphEdges): [Look, number[]][] {
  const looks = new Map<string, [Look, number[]]>();
  for (let line = 0; line < picture.count; line++) {
    const edge = picture.edge[line]!;
    const look: Look = {
      tone: picture.tone[line]!,
      state: edges.state[edge]!,
      chain: edges.chain[edge] === 1,
      // Lines of one pixel are painted many times faster than wider ones: what is nearly one is one.
      width: Math.floor(edgeWidth(edges.weight[edge]!, picture.count) * 2) / 2,
    };
    const key = `${look.tone}|${look.state}|${look.chain}|${look.width}`;
    const known = looks.get(key);
    if (known) known[1].push(line);
    else looks.set(key, [look, [line]]);
  }
  return [...looks.values()].sort(([a], [b]) => order(a.tone) - order(b.tone) || b.width - a.width);
}

/** Dimmed, plain, lit, under the pointer. */
function order(tone: number): number {
  return tone === 1 ? 0 : tone === 0 ? 1 : tone;
}
