/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Nothing is optimised or fetched on behalf of a page: icons are files of ours.
  images: { unoptimized: true },
  // Nothing larger than a sign-in is ever sent to us.
  experimental: { proxyClientMaxBodySize: "64kb" },
  // Types are checked by `npm run typecheck`; a first start does not wait for it once more.
  typescript: { ignoreBuildErrors: true },
  // Native bindings and their owner live outside the bundle: see lib/server/boot.
  serverExternalPackages: ["@duckdb/node-api", "@duckdb/node-bindings"],
};

export default config;
