import type { Metadata } from "next";
import { ActivityCoveragePage } from "@/components/activity/coverage-page";

export const metadata: Metadata = { title: "What was watched" };

export default function Page() {
  return <ActivityCoveragePage />;
}
