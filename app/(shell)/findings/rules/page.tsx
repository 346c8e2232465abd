import type { Metadata } from "next";
import { RulesPage } from "@/components/findings/rules-page";

export const metadata: Metadata = { title: "Rules of findings" };

export default function Page() {
  return <RulesPage />;
}
