"use client";
import { Failed } from "@/components/shared/states";

/** A page that fell over while it was drawn; the rest of the shell stays. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Failed
      page
      error={{
        code: "internal",
        message: error.digest ? `The page could not be drawn (${error.digest}).` : "The page could not be drawn.",
        remedy: "Try again; the other pages still work.",
      }}
      onRetry={reset}
    />
  );
}
