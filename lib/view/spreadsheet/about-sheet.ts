/** The sheet that says what the others were made from. */
import { CELL_LIMIT, noCounts, shownText, type TextCounts } from "./cell-text";
import { NAMESPACE, textCell, XML_HEAD } from "./sheet";
import { STYLE } from "./styles";
import type { AboutLine } from "./types";

/** `counts`: what had to be done to the cells of the other sheets. */
export function* aboutSheet(lines: Iterable<AboutLine>, counts: TextCounts): Generator<string> {
  yield `${XML_HEAD}<worksheet xmlns="${NAMESPACE}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><cols><col min="1" max="1" width="28" customWidth="1"/><col min="2" max="2" width="110" customWidth="1"/></cols><sheetData>`;
  let row = 0;
  for (const { label, value } of [...lines, ...cellNotes(counts)]) {
    row++;
    const beside =
      typeof value === "number"
        ? `<c r="B${row}"><v>${value}</v></c>`
        : value === null || value === ""
          ? ""
          : textCell(`B${row}`, shownText(value, noCounts()), STYLE.wrapped);
    yield `<row r="${row}">${label === "" ? "" : textCell(`A${row}`, label, STYLE.label)}${beside}</row>`;
  }
  yield '</sheetData><pageSetup orientation="landscape"/></worksheet>';
}

function* cellNotes({ cut, neutralised, marks }: TextCounts): Generator<AboutLine> {
  yield { label: "Times", value: "UTC" };
  yield {
    label: "Cells with an apostrophe in front",
    value: `${neutralised}: they begin with = + - @ or a control character, and would be a formula after "Save as CSV"`,
  };
  if (marks > 0)
    yield { label: "Cells with direction marks", value: `${marks}: each mark is spelt out, such as ⟨U+202E⟩` };
  if (cut > 0)
    yield {
      label: "Cells that were cut",
      value: `${cut}: a cell holds ${CELL_LIMIT} characters; the JSON export has them whole`,
    };
}
