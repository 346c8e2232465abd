import { type PageTab, PageTabs } from "@/components/shared/page-tabs";

const pages: readonly PageTab[] = [
  { href: "/findings", title: "Findings" },
  { href: "/findings/trend", title: "Trend" },
  { href: "/findings/rules", title: "What is checked" },
  { href: "/findings/acceptances", title: "Accepted" },
];

/** The pages of findings, each with an address of its own. */
export function FindingsNav() {
  return <PageTabs label="Findings" pages={pages} />;
}
