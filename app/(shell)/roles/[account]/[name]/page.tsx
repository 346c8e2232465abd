import type { Metadata } from "next";
import { RolePage } from "@/components/roles/role-page";
import { pathTitle } from "@/lib/view/path-title";

type Params = Promise<{ account: string; name: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { account, name } = await params;
  return { title: pathTitle([name], account) };
}

export default function Page() {
  return <RolePage />;
}
