"use client";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const keys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["↑", "↓"], does: "Previous, next row" },
  { keys: ["←", "→"], does: "Nearest linked row to the left, to the right" },
  { keys: ["Home", "End"], does: "First, last row of the column" },
  { keys: ["a … z"], does: "Next row whose name begins so" },
  { keys: ["Enter"], does: "Light up its paths and show why" },
  { keys: ["Space"], does: "Open or close a group" },
  { keys: ["F"], does: "Show only the paths through the row" },
  { keys: ["Esc"], does: "Step back" },
  { keys: ["/"], does: "Search the map" },
];

const signs: readonly { readonly sign: string; readonly means: string }[] = [
  { sign: "✕ 3", means: "Three of what is behind the row do not work" },
  { sign: "? 3", means: "Three cannot be judged for want of what was not read" },
  { sign: "◐ 3", means: "Three work under a condition" },
  { sign: "▲ 12", means: "Twelve links lead to rows further up; ▼ further down" },
];

export function MapHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys and signs of the map">
      <div className="overflow-y-auto p-4">
        <dl>
          {keys.map((line) => (
            <div key={line.does} className="flex min-h-7 items-center justify-between gap-4">
              <dt>{line.does}</dt>
              <dd className="flex gap-1">
                {line.keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <dl className="mt-3 border-line border-t pt-3">
          {signs.map((line) => (
            <div key={line.sign} className="flex min-h-7 items-center justify-between gap-4">
              <dt>{line.means}</dt>
              <dd className="tnum whitespace-nowrap text-n8">{line.sign}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 text-n8">
          A line is solid where access works, dashed where it is conditional, dashed and dotted where it is unknown,
          dotted where it is broken, and double where one role assumes another.
        </p>
      </div>
    </Dialog>
  );
}
