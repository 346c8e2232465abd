import type { ReactNode } from "react";
import { Shell } from "@/components/layout/shell";
import { FirstStart } from "@/components/scan/first-start";

export default function ShellLayout({ children }: { children: ReactNode }) {
  return <Shell firstStart={<FirstStart />}>{children}</Shell>;
}
