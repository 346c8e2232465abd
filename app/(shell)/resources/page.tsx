import type { Metadata } from "next";
import { ResourcePage } from "@/components/resources/resource-page";

export const metadata: Metadata = { title: "Resource" };

export default function Page() {
  return <ResourcePage />;
}
