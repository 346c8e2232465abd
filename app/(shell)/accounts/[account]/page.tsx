import type { Metadata } from "next";
import { AccountPage } from "@/components/accounts/account-page";
import { pathTitle } from "@/lib/view/path-title";

type Params = Promise<{ account: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { account } = await params;
  return { title: `Account ${pathTitle([account], null)}` };
}

export default function Page() {
  return <AccountPage />;
}
