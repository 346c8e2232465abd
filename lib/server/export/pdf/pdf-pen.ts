/** The pen that writes a tagged PDF, with pdfkit. Deterministic: the one time in the file is the one that it is given. */
import PDFDocument from "pdfkit";
import { faceFile } from "./fonts";
import { type Element, PAGE, type Pen } from "./pen";

type Outline = InstanceType<typeof PDFDocument>["outline"];
type StructureElement = ReturnType<InstanceType<typeof PDFDocument>["struct"]>;

/** No letters joined to others: fonts for code would draw "!=" as one sign. Kerning is off, as it is when measured. */
const AS_WRITTEN = { calt: false, liga: false, clig: false, dlig: false, kern: false } as never;

export interface PdfPen extends Pen {
  readonly root: Element;
  /** Bytes that are ready; pages that were left are among them. */
  take(): Uint8Array | null;
  finish(): void;
}

export interface PdfInfo {
  readonly title: string;
  readonly subject: string;
  readonly tool: string;
  readonly at: Date;
}

export function pdfPen(info: PdfInfo): PdfPen {
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    pdfVersion: "1.7",
    tagged: true,
    lang: "en",
    displayTitle: true,
    info: {
      Title: info.title,
      Subject: info.subject,
      Producer: info.tool,
      Creator: info.tool,
      CreationDate: info.at,
      ModDate: info.at,
    },
  });
  const registered = new Set<string>();
  const root = document.struct("Document");
  document.addStructure(root);
  document.addPage();
  let page = 1;
  let section: Outline | null = null;
  const use = (face: string) => {
    if (!registered.has(face)) {
      document.registerFont(face, faceFile(face));
      registered.add(face);
    }
    document.font(face);
  };
  return {
    root,
    page: () => page,
    addPage() {
      document.addPage();
      page++;
    },
    element(parent, type, options = {}) {
      const { bbox, ...rest } = options;
      const element = document.struct(type, { ...rest, ...(bbox ? { bbox: [...bbox] } : {}) } as never);
      (parent as StructureElement).add(element);
      return element;
    },
    close: (element) => (element as StructureElement).end(),
    content(element, type, draw) {
      const content = document.markStructureContent(type);
      draw();
      document.endMarkedContent();
      (element as StructureElement).add(content);
    },
    artifact(type, draw) {
      document.markContent("Artifact", { type });
      draw();
      document.endMarkedContent();
    },
    line(line, size, colour, x, y) {
      let at = x;
      for (const { face, text, width } of line.runs) {
        use(face);
        document.fontSize(size).fillColor(colour).text(text, at, y, { lineBreak: false, features: AS_WRITTEN });
        at += width;
      }
    },
    rectangle(x, y, width, height, colour) {
      document.rect(x, y, width, height).fill(colour);
    },
    rule(x1, y1, x2, y2, colour, width = 0.5) {
      document.moveTo(x1, y1).lineTo(x2, y2).lineWidth(width).stroke(colour);
    },
    path(points, colour) {
      const [first, ...rest] = points;
      if (!first) return;
      document.moveTo(first[0], first[1]);
      for (const [x, y] of rest) document.lineTo(x, y);
      document.lineWidth(1.5).lineJoin("round").stroke(colour);
    },
    destination: (name, y) => document.addNamedDestination(name, "XYZ", 0, y, null as never),
    bookmark(level, title, y) {
      const parent = level === 2 && section !== null ? section : document.outline;
      const item = parent.addItem(title, { top: y, left: PAGE.width } as never);
      if (level === 1) section = item;
    },
    link(element, x, y, width, height, destination, alt) {
      document.goTo(x, y, width, height, destination, { Contents: new String(alt), structParent: element } as never);
    },
    take: () => document.read() as Uint8Array | null,
    finish() {
      root.end();
      document.end();
    },
  };
}
