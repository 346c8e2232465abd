import type { Metadata } from "next";
import { ReportPrintPage } from "@/components/reports/print-page";

export const metadata: Metadata = { title: "Report" };

export default function Page() {
  return <ReportPrintPage />;
}
