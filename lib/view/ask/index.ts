/** Questions about access. */
export { askCan, type CanInput } from "./can";
export { askPaste, type PasteInput } from "./paste";
export { askWhatCan, type WhatCanInput } from "./what-can";
export { askWhatIf, type WhatIfInput } from "./what-if";
export { askWhoCan, type WhoCanInput } from "./who-can";
