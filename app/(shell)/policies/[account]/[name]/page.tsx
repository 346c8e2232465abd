import type { Metadata } from "next";
import { PolicyPage } from "@/components/policies/policy-page";
import { pathTitle } from "@/lib/view/path-title";

type Params = Promise<{ account: string; name: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { account, name } = await params;
  return { title: pathTitle([name], account) };
}

export default function Page() {
  return <PolicyPage />;
}
