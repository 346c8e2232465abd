/** The fonts of a report, and which of them has which letters. All are under the SIL Open Font License or freer. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { create, type Font } from "fontkit";
import { codePointName } from "./printable";
import { sfntOf } from "./woff";

export type Style = "regular" | "bold" | "mono";

interface Face {
  readonly name: string;
  readonly file: Buffer;
  readonly font: Font;
  readonly unit: number;
  readonly widths: Map<number, number>;
}

/** First those of the screen; then one with Greek, Cyrillic, Hebrew, Arabic, arrows and many signs. */
const FILES: Readonly<Record<Style, readonly string[]>> = {
  regular: [
    "@fontsource/inter/files/inter-latin-400-normal.woff",
    "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff",
  ],
  bold: [
    "@fontsource/inter/files/inter-latin-600-normal.woff",
    "@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff",
  ],
  mono: [
    "@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff",
    "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff",
  ],
};

const require = createRequire(import.meta.url);
const opened = new Map<string, Face>();

function face(path: string): Face {
  const known = opened.get(path);
  if (known) return known;
  const file = sfntOf(readFileSync(require.resolve(path)));
  const font = create(file) as Font;
  const made = { name: path, file, font, unit: 1000 / font.unitsPerEm, widths: new Map<number, number>() };
  opened.set(path, made);
  return made;
}

/** A stretch of text in one font. `width` in points. */
export interface Run {
  readonly face: string;
  readonly text: string;
  readonly width: number;
}

/** The bytes of a face, for the PDF. */
export function faceFile(name: string): Buffer {
  return face(name).file;
}

function has(where: Face, codePoint: number): boolean {
  return where.font.hasGlyphForCodePoint(codePoint);
}

function widthOf(where: Face, codePoint: number): number {
  const known = where.widths.get(codePoint);
  if (known !== undefined) return known;
  const width = where.font.glyphForCodePoint(codePoint).advanceWidth * where.unit;
  where.widths.set(codePoint, width);
  return width;
}

/**
 * The word in runs: in the first font that has all its letters, else letter by letter; a letter that no font has is
 * shown by its number.
 */
export function runsOf(word: string, style: Style, size: number): readonly Run[] {
  const faces = FILES[style].map(face);
  const points = [...word].map((c) => c.codePointAt(0) ?? 0);
  const whole = faces.find((each) => points.every((point) => has(each, point)));
  if (whole) return [{ face: whole.name, text: word, width: sum(whole, points) * (size / 1000) }];
  const runs: { face: string; text: string; width: number }[] = [];
  const put = (where: Face, text: string) => {
    const width =
      sum(
        where,
        [...text].map((c) => c.codePointAt(0) ?? 0),
      ) *
      (size / 1000);
    const last = runs.at(-1);
    if (last?.face === where.name) {
      last.text += text;
      last.width += width;
    } else runs.push({ face: where.name, text, width });
  };
  for (const point of points) {
    const where = faces.find((each) => has(each, point));
    if (where) put(where, String.fromCodePoint(point));
    else if (faces[0]) put(faces[0], codePointName(point));
  }
  return runs;
}

function sum(where: Face, points: readonly number[]): number {
  let width = 0;
  for (const point of points) width += widthOf(where, point);
  return width;
}
