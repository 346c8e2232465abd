"use client";
import { useState } from "react";
import { Section } from "@/components/shared/page-header";
import { CodeBlock } from "@/components/ui/code-block";
import { Notice } from "@/components/ui/notice";
import { Tabs } from "@/components/ui/tabs";
import type { NarrowedRole } from "@/lib/contracts/api";

/** The proposal as text to paste. */
export function OutputTexts({ narrowed: { texts } }: { narrowed: NarrowedRole }) {
  const shown = texts.filter(({ format }) => format !== "policy");
  const [format, setFormat] = useState<string>("aws-cli");
  if (shown.length === 0) return null;
  return (
    <Section title="Text to paste">
      <div className="flex max-w-page flex-col gap-2">
        <Notice>Podlens runs none of it: it is text to read, change and paste.</Notice>
        <Tabs
          label="Form"
          value={format}
          onChange={setFormat}
          tabs={shown.map((each) => ({
            value: each.format,
            label: each.title,
            content: <CodeBlock text={each.text} what={each.title} maxHeight="max-h-[32rem]" />,
          }))}
        />
      </div>
    </Section>
  );
}
