import type { Metadata } from "next";
import { ReviewPage } from "@/components/reviews/review-page";

export const metadata: Metadata = { title: "Access review" };

export default function Page() {
  return <ReviewPage />;
}
