#!/usr/bin/env node
// Entry of the podlens command: quiets what would spoil our output, then runs the TypeScript sources as they are.
import { fileURLToPath } from "node:url";

process.env.NEXT_TELEMETRY_DISABLED ??= "1";
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const { register } = await import("tsx/esm/api");
// Named, because it would else be looked for in the working folder of whoever calls.
register({ tsconfig: fileURLToPath(new URL("../../tsconfig.json", import.meta.url)) });
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
