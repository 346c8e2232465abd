"use client";
import { useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs } from "@/components/ui/tabs";
import type { Remedy, RemedyFormat } from "@/lib/domain/findings/finding";
import { remedyFormats } from "@/lib/domain/findings/finding";
import { formatWords } from "./words";

/** Text to paste, by tool. Podlens runs none of it. */
export function FindingRemedies({ remedies }: { remedies: readonly Remedy[] }) {
  const formats = remedyFormats.filter((format) => remedies.some((remedy) => remedy.format === format));
  const [chosen, setChosen] = useState<RemedyFormat | null>(null);
  const value = chosen !== null && formats.includes(chosen) ? chosen : (formats[0] ?? "text");
  if (formats.length === 0) return <p className="text-n8">No remedy can be written out for it.</p>;
  return (
    <div className="flex flex-col gap-1">
      <Tabs
        label="Remedies"
        value={value}
        onChange={(next) => setChosen(formats.find((format) => format === next) ?? null)}
        tabs={formats.map((format) => ({
          value: format,
          label: formatWords[format],
          content: (
            <div className="flex flex-col gap-3">
              {remedies
                .filter((remedy) => remedy.format === format)
                .map((remedy, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two remedies may have one title
                  <div key={at}>
                    <p className="mb-1 break-words font-medium">{remedy.title}</p>
                    {format === "text" ? (
                      <Words remedy={remedy} />
                    ) : (
                      <CodeBlock text={remedy.text} what={remedy.title} />
                    )}
                  </div>
                ))}
            </div>
          ),
        }))}
      />
      <p className="text-n8 text-xs">Podlens changes nothing in AWS: read it, then run it where you change things.</p>
    </div>
  );
}

function Words({ remedy }: { remedy: Remedy }) {
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 max-w-lines flex-1">
        {remedy.text.split("\n").map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <p key={at} className="break-words">
            {line}
          </p>
        ))}
      </div>
      <CopyButton text={remedy.text} what={remedy.title} />
    </div>
  );
}
