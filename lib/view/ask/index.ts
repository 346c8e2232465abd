/** Questions about access. */
export { askCan, type CanInput } from "./can";
export { askWhatCan, type WhatCanInput } from "./what-can";
export { askWhoCan, type WhoCanInput } from "./who-can";
