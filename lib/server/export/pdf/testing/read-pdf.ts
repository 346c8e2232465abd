/** Reads back what our PDFs hold: objects, the structure tree, and the text of each piece of marked content. */
import { inflateSync } from "node:zlib";

export interface PdfElement {
  readonly type: string;
  readonly alt: string | null;
  readonly scope: string | null;
  readonly text: string;
  readonly children: readonly PdfElement[];
}

export interface ReadPdf {
  readonly catalog: string;
  readonly info: string;
  readonly pages: number;
  readonly bookmarks: readonly string[];
  readonly root: PdfElement;
  /** Text that is drawn outside of any structure: heads and feet of pages. */
  readonly artifacts: string;
  /** Links with the names that they lead to, and the names that there are. */
  readonly links: readonly string[];
  readonly destinations: readonly string[];
}

interface PdfObject {
  readonly dict: string;
  readonly stream: Buffer | null;
}

export function readPdf(bytes: Uint8Array): ReadPdf {
  const file = Buffer.from(bytes);
  const raw = file.toString("latin1");
  const objects = new Map<number, PdfObject>();
  for (const match of raw.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length;
    const end = raw.indexOf("\nendobj", start);
    const body = raw.slice(start, end);
    const at = body.indexOf("\nstream\n");
    const dict = at < 0 ? body : body.slice(0, at);
    const length = Number(/\/Length (\d+)/.exec(dict)?.[1] ?? 0);
    const packed = at < 0 ? null : file.subarray(start + at + 8, start + at + 8 + length);
    objects.set(Number(match[1]), {
      dict,
      stream: packed && (dict.includes("/FlateDecode") ? inflateSync(packed) : Buffer.from(packed)),
    });
  }
  const get = (id: number) => objects.get(id) ?? { dict: "", stream: null };
  const ref = (dict: string, key: string) => Number(new RegExp(`/${key} (\\d+) 0 R`).exec(dict)?.[1] ?? 0);
  const trailer = raw.slice(raw.lastIndexOf("trailer"));
  const catalog = get(ref(trailer, "Root")).dict;
  const pageIds = refs(list(get(ref(catalog, "Pages")).dict, "Kids"));
  const contents = new Map<string, string>();
  let artifacts = "";
  for (const pageId of pageIds) {
    const { dict } = get(pageId);
    const fonts = new Map<string, ReadonlyMap<string, string>>();
    const resources = get(ref(dict, "Resources")).dict || dict;
    for (const [, name = "", id] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g))
      fonts.set(name, unicodeMap(get(ref(get(Number(id)).dict, "ToUnicode")).stream?.toString("latin1") ?? ""));
    const drawn = marked(get(ref(dict, "Contents")).stream?.toString("latin1") ?? "", fonts);
    for (const [mcid, text] of drawn.content) contents.set(`${pageId}/${mcid}`, text);
    artifacts += drawn.artifacts;
  }
  function element(id: number): PdfElement {
    const { dict } = get(id);
    const page = ref(dict, "Pg");
    const children: PdfElement[] = [];
    let text = "";
    for (const part of list(dict, "K").matchAll(
      /<<[^>]*\/Pg (\d+) 0 R[^>]*\/MCID (\d+)[^>]*>>|<<[^>]*>>|(\d+) 0 R|(\d+)/g,
    )) {
      if (part[1] !== undefined) text += contents.get(`${part[1]}/${part[2]}`) ?? "";
      else if (part[3] !== undefined) children.push(element(Number(part[3])));
      else if (part[4] !== undefined) text += contents.get(`${page}/${part[4]}`) ?? "";
    }
    return {
      type: /\/S \/(\w+)/.exec(dict)?.[1] ?? "",
      alt: string(dict, "Alt"),
      scope: /\/Scope \/(\w+)/.exec(dict)?.[1] ?? null,
      text,
      children,
    };
  }
  const tree = get(ref(catalog, "StructTreeRoot")).dict;
  const all = [...objects.values()].map(({ dict }) => dict);
  return {
    catalog,
    info: all.filter((each) => each.startsWith("(")).join("\n"),
    pages: pageIds.length,
    bookmarks: all.filter((dict) => /\/Dest \[/.test(dict)).map((dict) => string(dict, "Title") ?? ""),
    root: element(refs(list(tree, "K"))[0] ?? 0),
    artifacts,
    links: all.filter((dict) => dict.includes("/S /GoTo")).map((dict) => string(dict, "D") ?? ""),
    destinations: [...raw.matchAll(/\((section-\d+)\) \[/g)].map(([, name]) => name ?? ""),
  };
}

export function flat(element: PdfElement): readonly PdfElement[] {
  return [element, ...element.children.flatMap(flat)];
}

function list(dict: string, key: string): string {
  const at = dict.search(new RegExp(`/${key} \\[`));
  if (at < 0) return "";
  let depth = 0;
  for (let i = dict.indexOf("[", at); i < dict.length; i++) {
    if (dict[i] === "[") depth++;
    if (dict[i] === "]" && --depth === 0) return dict.slice(dict.indexOf("[", at) + 1, i);
  }
  return "";
}

function refs(text: string): number[] {
  return [...text.matchAll(/(\d+) 0 R/g)].map(([, id]) => Number(id));
}

/** PDFDocEncoding, or UTF-16 with a mark. */
function string(dict: string, key: string): string | null {
  const found = new RegExp(`/${key} \\(((?:[^\\\\()]|\\\\[\\s\\S])*)\\)`).exec(dict)?.[1];
  if (found === undefined) return null;
  const plain = found.replace(
    /\\([nrtbf\\()])/g,
    (_, c: string) => ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" })[c] ?? c,
  );
  if (!plain.startsWith("\u00FE\u00FF")) return plain;
  return Buffer.from(plain.slice(2), "latin1").swap16().toString("utf16le");
}

function unicodeMap(cmap: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [, from = "0", values = ""] of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    const start = Number.parseInt(from, 16);
    for (const [index, [, hex = ""]] of [...values.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = hex.replaceAll(" ", "").match(/.{4}/g) ?? [];
      map.set(
        (start + index).toString(16).padStart(4, "0"),
        units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join(""),
      );
    }
  }
  return map;
}

function marked(stream: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>) {
  const content = new Map<number, string>();
  let artifacts = "";
  const open: (number | null)[] = [];
  let font: ReadonlyMap<string, string> = new Map();
  const oneLine = stream.replace(/<<[^>]*>>/g, (dict) => dict.replaceAll("\n", " "));
  for (const line of oneLine.split("\n")) {
    const begin = /\/(\w+) (<<[\s\S]*?>>)? ?B[DM]C/.exec(line);
    if (begin) open.push(Number(/\/MCID (\d+)/.exec(line)?.[1] ?? Number.NaN));
    else if (line === "EMC") open.pop();
    font = fonts.get(/^\/(F\d+) [\d.]+ Tf/.exec(line)?.[1] ?? "") ?? font;
    if (!/T[Jj]$/.test(line)) continue;
    const glyphs = [...line.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? []);
    const text = glyphs.map((glyph) => font.get(glyph) ?? "\uFFFD").join("");
    const mcid = open.at(-1);
    if (mcid !== undefined && mcid !== null && !Number.isNaN(mcid)) content.set(mcid, (content.get(mcid) ?? "") + text);
    else artifacts += text;
  }
  return { content, artifacts };
}
