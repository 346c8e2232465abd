import { type PageTab, PageTabs } from "@/components/shared/page-tabs";

const pages: readonly PageTab[] = [
  { href: "/activity", title: "Assumptions" },
  { href: "/activity/unexpected", title: "Unexpected" },
  { href: "/activity/usage", title: "Used and granted" },
  { href: "/activity/coverage", title: "What was watched" },
];

/** The pages of activity, each with an address of its own. */
export function ActivityNav() {
  return <PageTabs label="Activity" pages={pages} />;
}
