import type { Metadata } from "next";
import { TrendPage } from "@/components/findings/trend-page";

export const metadata: Metadata = { title: "Trend of findings" };

export default function Page() {
  return <TrendPage />;
}
