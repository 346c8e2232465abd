import type { Metadata } from "next";
import { LeastPrivilegePage } from "@/components/least-privilege/least-privilege-page";

export const metadata: Metadata = { title: "Least privilege" };

export default function Page() {
  return <LeastPrivilegePage />;
}
