import type { Metadata } from "next";
import { UnexpectedPage } from "@/components/activity/unexpected-page";

export const metadata: Metadata = { title: "Unexpected activity" };

export default function Page() {
  return <UnexpectedPage />;
}
