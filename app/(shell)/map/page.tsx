import type { Metadata } from "next";
import { AccessMap } from "@/components/map/access-map";

export const metadata: Metadata = { title: "Map" };

export default function Page() {
  return <AccessMap />;
}
