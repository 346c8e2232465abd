import type { Metadata } from "next";
import { UsagePage } from "@/components/activity/usage-page";

export const metadata: Metadata = { title: "Used and granted" };

export default function Page() {
  return <UsagePage />;
}
