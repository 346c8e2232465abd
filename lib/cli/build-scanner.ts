/** `npm run build:scanner`: compiles the log scanner to WebAssembly, into the file that is kept beside its source. A developer's tool, not a command of the product. */
import { writeFile } from "node:fs/promises";
import { compileScanner, SCANNER_MODULE } from "./compile-scanner";

const bytes = await compileScanner();
await writeFile(SCANNER_MODULE, bytes);
process.stdout.write(`${SCANNER_MODULE.pathname}: ${bytes.byteLength} bytes\n`);
