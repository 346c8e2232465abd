import { whatIfBody } from "@/lib/contracts/api";
import { askWithBody } from "@/lib/server/http/ask-with-body";
import { guarded } from "@/lib/server/http/guarded";

export const POST = guarded(askWithBody("what-if", whatIfBody, 300_000, ({ change }) => change));
