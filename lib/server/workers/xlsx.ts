/** A workbook as the bytes of its file. */
import { zipped } from "@/lib/server/export/zip";
import { type Workbook, workbookParts } from "@/lib/view/spreadsheet/workbook";

export function xlsxBytes(workbook: Workbook): Iterable<Uint8Array> {
  return zipped(workbookParts(workbook));
}
