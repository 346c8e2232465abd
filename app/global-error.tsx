"use client";
import "./globals.css";

/** The frame itself fell over: nothing of ours can be relied on here. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en" data-theme="system" data-density="default">
      <body>
        <title>Podlens could not be drawn</title>
        <main className="mx-auto flex max-w-[34rem] flex-col items-start gap-3 px-4 py-16">
          <h1 className="font-semibold text-lg">Podlens could not be drawn</h1>
          <p>Try again. If it stays, the log of the process says what happened.</p>
          <button
            type="button"
            onClick={reset}
            className="h-8 rounded-control border border-line-strong px-3 font-medium"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
