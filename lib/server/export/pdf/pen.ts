/**
 * What draws. One pen writes a PDF with its structure; the other draws nothing and is there to find out on which page
 * everything comes to stand, so that the table of contents can come first and pages need not be kept.
 */
import type { Line } from "./lines";

export const PAGE = { width: 595.28, height: 841.89, margin: 48, top: 64, bottom: 56 } as const;
export const BODY_WIDTH = PAGE.width - 2 * PAGE.margin;
export const BODY_END = PAGE.height - PAGE.bottom;

/** Types of ISO 32000-1, 14.8.4. */
export type ElementType =
  | "Document"
  | "Sect"
  | "H1"
  | "H2"
  | "H3"
  | "P"
  | "TOC"
  | "TOCI"
  | "Link"
  | "Table"
  | "Caption"
  | "THead"
  | "TBody"
  | "TR"
  | "TH"
  | "TD"
  | "Figure";

export interface ElementOptions {
  readonly alt?: string;
  readonly scope?: "Column" | "Row";
  /** Left, top, right, bottom on the page. */
  readonly bbox?: readonly [number, number, number, number];
}

/** A structure element; nothing where nothing is written. */
export type Element = object | null;

export interface Pen {
  /** The page that is drawn on, from 1. */
  page(): number;
  addPage(): void;
  element(parent: Element, type: ElementType, options?: ElementOptions): Element;
  /** Nothing is added to it any more: it can be written and forgotten. */
  close(element: Element): void;
  /** What is drawn within is the content of the element. */
  content(element: Element, type: ElementType, draw: () => void): void;
  /** What is drawn within is no content: lines, grounds, page numbers. */
  artifact(type: "Layout" | "Pagination", draw: () => void): void;
  line(line: Line, size: number, colour: string, x: number, y: number): void;
  rectangle(x: number, y: number, width: number, height: number, colour: string): void;
  rule(x1: number, y1: number, x2: number, y2: number, colour: string, width?: number): void;
  path(points: readonly (readonly [number, number])[], colour: string): void;
  destination(name: string, y: number): void;
  bookmark(level: 1 | 2, title: string, y: number): void;
  link(element: Element, x: number, y: number, width: number, height: number, destination: string, alt: string): void;
}

export function dryPen(): Pen {
  let page = 1;
  const nothing = () => undefined;
  return {
    page: () => page,
    addPage: () => {
      page++;
    },
    element: () => null,
    close: nothing,
    content: (_element, _type, draw) => draw(),
    artifact: (_type, draw) => draw(),
    line: nothing,
    rectangle: nothing,
    rule: nothing,
    path: nothing,
    destination: nothing,
    bookmark: nothing,
    link: nothing,
  };
}
