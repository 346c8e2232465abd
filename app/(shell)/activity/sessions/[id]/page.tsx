import type { Metadata } from "next";
import { SessionPage } from "@/components/activity/session-page";

export const metadata: Metadata = { title: "Session" };

export default function Page() {
  return <SessionPage />;
}
