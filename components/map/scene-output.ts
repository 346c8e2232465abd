/** Scenes as SVG text and on a canvas. */
import { bend } from "./edge-style";
import { traceLine } from "./paint-edges";
import type { Scene, Shape } from "./scene";

const fonts = '"Inter Variable", Inter, system-ui, sans-serif';
/** Mean width of a letter by its size: SVG has no way to cut text that is too long. */
const letter = 0.56;

/** Stands alone: no reference to anything outside, all text escaped. */
export function sceneToSvg(scene: Scene): string {
  const body = scene.shapes.map(svgShape).join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${scene.width}" height="${scene.height}" viewBox="0 0 ${scene.width} ${scene.height}" role="img" font-family='${fonts}'>
<title>${escapeXml(scene.title)}</title>
<rect width="100%" height="100%" fill="${escapeXml(scene.ground)}"/>
${body}
</svg>
`;
}

function svgShape(shape: Shape): string {
  switch (shape.kind) {
    case "curve": {
      const dash = shape.dash.length > 0 ? ` stroke-dasharray="${shape.dash.map(round).join(" ")}"` : "";
      return `<path d="${pathOf(shape.points)}" fill="none" stroke="${escapeXml(shape.colour)}" stroke-width="${round(shape.width)}" stroke-opacity="${round(shape.opacity)}"${dash}/>`;
    }
    case "box":
      return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" rx="6" fill="${escapeXml(shape.fill)}" stroke="${escapeXml(shape.stroke)}"/>`;
    case "text": {
      const weight = shape.bold ? ' font-weight="600"' : "";
      const anchor = shape.anchor === "end" ? ' text-anchor="end"' : "";
      return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-size="${shape.size}" fill="${escapeXml(shape.colour)}"${weight}${anchor}>${escapeXml(cutText(shape.text, Math.floor(shape.room / (shape.size * letter))))}</text>`;
    }
  }
}

function pathOf(points: readonly number[]): string {
  let path = `M${round(points[0]!)} ${round(points[1]!)}`;
  for (let at = 0; at + 3 < points.length; at += 4) {
    const [x1, y1, x2, y2] = points.slice(at, at + 4).map(round) as [number, number, number, number];
    const dx = round(bend(x1, x2));
    if (at > 0) path += `L${x1} ${y1}`;
    path += `C${round(x1 + dx)} ${y1} ${round(x2 - dx)} ${y2} ${x2} ${y2}`;
  }
  return path;
}

export function paintScene(context: CanvasRenderingContext2D, scene: Scene): void {
  context.fillStyle = scene.ground;
  context.fillRect(0, 0, scene.width, scene.height);
  for (const shape of scene.shapes) paintShape(context, shape);
}

function paintShape(context: CanvasRenderingContext2D, shape: Shape): void {
  switch (shape.kind) {
    case "curve": {
      context.globalAlpha = shape.opacity;
      context.strokeStyle = shape.colour;
      context.lineWidth = shape.width;
      context.setLineDash([...shape.dash]);
      context.beginPath();
      traceLine(context, shape.points);
      context.stroke();
      context.globalAlpha = 1;
      context.setLineDash([]);
      return;
    }
    case "box":
      context.beginPath();
      context.roundRect(shape.x, shape.y, shape.width, shape.height, 6);
      context.fillStyle = shape.fill;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = shape.stroke;
      context.stroke();
      return;
    case "text": {
      context.font = `${shape.bold ? 600 : 400} ${shape.size}px ${fonts}`;
      context.textAlign = shape.anchor;
      context.fillStyle = shape.colour;
      let text = shape.text;
      while (text.length > 1 && context.measureText(text).width > shape.room)
        text = cutText(shape.text, text.length - 1);
      context.fillText(text, shape.x, shape.y);
    }
  }
}

function cutText(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Names come from AWS and Kubernetes: nothing in them may end the text that they stand in. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML knows no other control characters
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return legal
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
