"use client";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { places } from "./places";

const groups: readonly { title: string; keys: readonly { keys: readonly string[]; does: string }[] }[] = [
  {
    title: "Everywhere",
    keys: [
      { keys: ["Ctrl K"], does: "Find anything (⌘ K on a Mac)" },
      { keys: ["/"], does: "Search on this page" },
      { keys: ["?"], does: "This sheet" },
      { keys: ["Esc"], does: "Close what is open" },
    ],
  },
  { title: "Go to", keys: places.map((place) => ({ keys: ["g", place.key], does: place.title })) },
  {
    title: "In tables",
    keys: [
      { keys: ["j", "↓"], does: "Next row" },
      { keys: ["k", "↑"], does: "Previous row" },
      { keys: ["o"], does: "Open beside the table" },
      { keys: ["Enter"], does: "Open the page" },
      { keys: ["Home", "End"], does: "First, last row" },
    ],
  },
  {
    title: "On the map",
    keys: [
      { keys: ["↑", "↓"], does: "Previous, next row" },
      { keys: ["←", "→"], does: "Along a link" },
      { keys: ["Enter"], does: "Paths and reasons" },
      { keys: ["Space"], does: "Open or close a group" },
      { keys: ["F"], does: "Only the paths through it" },
    ],
  },
];

export function ShortcutSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <div className="grid gap-x-8 gap-y-4 overflow-y-auto p-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="mb-1 text-n8 text-xs">{group.title}</h3>
            <dl>
              {group.keys.map((line) => (
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
          </section>
        ))}
        <p className="text-n8 text-xs sm:col-span-2">Single keys can be switched off under Appearance and settings.</p>
      </div>
    </Dialog>
  );
}
