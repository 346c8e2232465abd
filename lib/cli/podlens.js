#!/usr/bin/env node
// Entry of the podlens command: quiets what would spoil our output, then runs the TypeScript sources as they are.
process.env.NEXT_TELEMETRY_DISABLED ??= "1";
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const { register } = await import("tsx/esm/api");
register();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
