/** A workbook as the files that it is zipped from. The same input gives the same text: there is no clock in it. */
import { aboutSheet } from "./about-sheet";
import { noCounts, xmlText } from "./cell-text";
import { rowCursor } from "./row-cursor";
import { columnName, NAMESPACE, SHEET_ROWS, tableSheet, XML_HEAD } from "./sheet";
import { stylesXml } from "./styles";
import type { SheetTable, Workbook, WorkbookPart } from "./types";

export type { AboutLine, CellText, CellType, SheetTable, Workbook, WorkbookPart } from "./types";

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

interface Written {
  readonly name: string;
  /** "Sheet!$A$1:$C$9"; null for the sheet "About". */
  readonly filtered: string | null;
}

/** Each part's text must be read to its end before the next part is asked for. `sheetRows`: for tests. */
export function* workbookParts(workbook: Workbook, sheetRows = SHEET_ROWS): Generator<WorkbookPart> {
  const counts = noCounts();
  const written: Written[] = [];
  const names = new Set(["about"]);
  for (const { name, table } of workbook.sheets) {
    const rows = rowCursor(table.rows);
    // Rows that one sheet cannot hold go on in the next.
    for (let more = true; more; ) {
      more = false;
      const own = sheetName(name, names);
      const first = written.length === 0;
      const done = (count: number, rest: boolean) => {
        more = rest;
        written.push({ name: own, filtered: filteredRange(own, table, count) });
      };
      const path = `xl/worksheets/sheet${written.length + 1}.xml`;
      yield { path, text: tableSheet(table, rows, { counts, first, limit: sheetRows, done }) };
    }
  }
  yield { path: `xl/worksheets/sheet${written.length + 1}.xml`, text: aboutSheet(workbook.about(), counts) };
  written.push({ name: "About", filtered: null });
  for (const [path, text] of frame(workbook, written)) yield { path, text: [XML_HEAD + text] };
}

function filteredRange(name: string, table: SheetTable, rows: number): string | null {
  const columns = table.columns.length;
  if (columns === 0) return null;
  return `'${name.replaceAll("'", "''")}'!$A$1:$${columnName(columns - 1)}$${rows + 1}`;
}

/** At most 31 characters, none of []:*?/\, no apostrophe at an end, each once whatever its case. */
function sheetName(wanted: string, taken: Set<string>): string {
  const base =
    wanted
      .replace(/[[\]:*?/\\']/g, " ")
      .slice(0, 31)
      .trim() || "Sheet";
  let name = base;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base.slice(0, 31 - ` (${n})`.length)} (${n})`;
  taken.add(name.toLowerCase());
  return name;
}

function frame({ title, at }: Workbook, sheets: readonly Written[]): readonly (readonly [string, string])[] {
  const overrides = sheets
    .map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`)
    .join("");
  const list = sheets
    .map(({ name }, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join("");
  const names = sheets
    .map(({ filtered }, i) =>
      filtered === null
        ? ""
        : `<definedName name="_xlnm._FilterDatabase" localSheetId="${i}" hidden="1">${xmlText(filtered)}</definedName>`,
    )
    .join("");
  const relations = sheets
    .map(
      (_, i) =>
        `<Relationship Id="rId${i + 1}" Type="${OFFICE}/relationships/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
    )
    .join("");
  const time = (name: string) =>
    at === null
      ? ""
      : `<dcterms:${name} xsi:type="dcterms:W3CDTF">${xmlText(at.replace(/\.\d+Z$/, "Z"))}</dcterms:${name}>`;
  return [
    [
      "xl/workbook.xml",
      `<workbook xmlns="${NAMESPACE}" xmlns:r="${OFFICE}/relationships"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${list}</sheets>${names === "" ? "" : `<definedNames>${names}</definedNames>`}</workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${PACKAGE}/relationships">${relations}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>`,
    ],
    ["xl/styles.xml", stylesXml(NAMESPACE)],
    [
      "docProps/core.xml",
      `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(title)}</dc:title><dc:creator>Podlens</dc:creator>${time("created")}${time("modified")}</cp:coreProperties>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    ],
    [
      "[Content_Types].xml",
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${overrides}</Types>`,
    ],
  ];
}
