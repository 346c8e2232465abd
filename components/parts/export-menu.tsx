"use client";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { errorBody } from "@/lib/client/api";
import { csvOf, fileName, saveFile } from "@/lib/client/download";

export interface AnswerFile {
  readonly json: unknown;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** For the sheet "About": the question, the snapshot and the time, as the JSON has them. */
function madeFrom({ json, rows }: AnswerFile) {
  const { snapshot, question } = Object(json) as { snapshot?: unknown; question?: unknown };
  const { id, finishedAt } = Object(snapshot) as { id?: unknown; finishedAt?: unknown };
  const at = typeof finishedAt === "string" ? finishedAt : null;
  const about = [
    ...(typeof id === "string" ? [{ label: "Snapshot", value: id }] : []),
    ...(at === null ? [] : [{ label: "Point in time", value: at }]),
    ...(question === undefined ? [] : [{ label: "Question", value: JSON.stringify(question) }]),
    { label: "Rows", value: rows.length },
  ];
  return { at, about };
}

/** Saves the whole answer, not only what is in sight. */
export function ExportMenu({ what, read }: { what: string; read: () => Promise<AnswerFile> | AnswerFile }) {
  const toast = useToast();
  async function save(format: "csv" | "json" | "xlsx") {
    try {
      const file = await read();
      const name = fileName(what, format, new Date());
      if (format === "json") saveFile(name, "application/json", JSON.stringify(file.json, null, 1));
      else if (format === "csv") saveFile(name, "text/csv", csvOf(file.columns, file.rows));
      else {
        const { xlsxOf } = await import("@/lib/client/spreadsheet");
        saveFile(name, xlsxType, xlsxOf({ ...file, ...madeFrom(file), name: what }));
      }
    } catch (error) {
      toast({ title: "The export failed", description: errorBody(error).message });
    }
  }
  return (
    <Menu
      trigger={
        <Button className="font-normal" data-chrome>
          Export
          <Glyph name="chevronDown" size={12} />
        </Button>
      }
    >
      <MenuItem onSelect={() => void save("csv")}>The answer as CSV</MenuItem>
      <MenuItem onSelect={() => void save("xlsx")}>The answer as XLSX</MenuItem>
      <MenuItem onSelect={() => void save("json")}>The answer as JSON</MenuItem>
    </Menu>
  );
}
