import { cx } from "@/components/ui/cx";
import type { DocumentBlock, ReportDocument } from "@/lib/contracts/api";
import { visibleMarks } from "@/lib/view/spreadsheet/cell-text";
import { ReportBars, ReportTrend } from "./document-charts";
import { DocumentTable } from "./document-table";

/** Blocks of a report in order. Marks that turn the direction of text are spelt out, as in the files. */
export function DocumentBlocks({ report, blocks }: { report: ReportDocument; blocks: readonly DocumentBlock[] }) {
  return blocks.map((block, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change while it is shown
    <Block key={at} report={report} block={block} />
  ));
}

function Block({ report, block }: { report: ReportDocument; block: DocumentBlock }) {
  switch (block.kind) {
    case "heading": {
      const Heading = block.level === 1 ? "h2" : "h3";
      return (
        <Heading
          className={cx(
            "break-words px-4 font-semibold break-after-avoid sm:px-gutter",
            block.level === 1 ? "mt-6 mb-2 text-lg" : "mt-4 mb-1 text-md",
          )}
        >
          {visibleMarks(block.text)}
        </Heading>
      );
    }
    case "paragraph":
      return (
        <p className="mb-3 max-w-lines break-words px-4 sm:px-gutter print:max-w-none">{visibleMarks(block.text)}</p>
      );
    case "facts":
      return <Facts caption={block.caption} rows={block.rows} />;
    case "bars":
      return <ReportBars block={block} />;
    case "trend":
      return <ReportTrend block={block} />;
    case "columns":
      return (
        <div className="grid gap-x-4 sm:grid-cols-2">
          <div className="min-w-0">
            <DocumentBlocks report={report} blocks={block.left} />
          </div>
          <div className="min-w-0">
            <DocumentBlocks report={report} blocks={block.right} />
          </div>
        </div>
      );
    case "page":
      return <div className="break-after-page" />;
    default:
      return <DocumentTable report={report} table={block} />;
  }
}

function Facts({ caption, rows }: Pick<Extract<DocumentBlock, { kind: "facts" }>, "caption" | "rows">) {
  return (
    <div className="mb-4 px-4 sm:px-gutter">
      {caption === "" ? null : <p className="mb-1 font-semibold">{visibleMarks(caption)}</p>}
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[10rem_minmax(0,1fr)]">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-n8">{label}</dt>
            <dd className="whitespace-pre-line break-words">{visibleMarks(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
