import type { Metadata } from "next";
import { Link } from "@/components/shared/link";

export const metadata: Metadata = { title: "No such page" };

export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-[34rem] flex-col items-start gap-2 px-4 py-16">
      <h1 className="font-semibold text-lg">There is no such page</h1>
      <p className="text-md text-n8">The address may be mistyped. Names of workloads and roles are found by search.</p>
      <Link href="/" className="link mt-2 font-medium">
        To the overview
      </Link>
    </main>
  );
}
