import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/layout/providers";
import { parsePreferences, preferencesCookie } from "@/components/shared/preferences-value";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Podlens", template: "%s · Podlens" },
  description: "What the pods of your EKS clusters can do in AWS.",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
  icons: { icon: [{ url: "/icon.svg", type: "image/svg+xml" }] },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const preferences = parsePreferences((await cookies()).get(preferencesCookie)?.value);
  return (
    <html lang="en" data-theme={preferences.theme} data-density={preferences.density}>
      <body>
        <Providers nonce={nonce} preferences={preferences}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
