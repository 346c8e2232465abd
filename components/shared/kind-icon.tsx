import { Glyph, type IconName } from "@/components/ui/icons";

export type Kind =
  | "account"
  | "cluster"
  | "namespace"
  | "workload"
  | "role"
  | "policy"
  | "service"
  | "resource"
  | "action";

const glyphs: Record<Kind, IconName> = {
  account: "account",
  cluster: "cluster",
  namespace: "namespace",
  workload: "workload",
  role: "role",
  policy: "policy",
  service: "service",
  resource: "resource",
  action: "arrowRight",
};

/** One icon a kind, the same neutral colour everywhere. */
export function KindIcon({ kind }: { kind: Kind }) {
  return (
    <span className="inline-flex text-n7">
      <Glyph name={glyphs[kind]} />
    </span>
  );
}
