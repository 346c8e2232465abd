import type { Metadata } from "next";
import { AcceptancesPage } from "@/components/findings/acceptances-page";

export const metadata: Metadata = { title: "Accepted findings" };

export default function Page() {
  return <AcceptancesPage />;
}
