// biome-ignore-all lint/style/noDefaultExport: stands in for a module that has one
import type { ComponentProps } from "react";

export default function PlainLink(props: ComponentProps<"a">) {
  return <a {...props} />;
}
