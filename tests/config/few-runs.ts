/** Property tests run some thousand times over under mutation testing: each of them fewer times then. */
import fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 40 });
