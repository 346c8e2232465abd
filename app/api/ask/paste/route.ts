import { pasteBody } from "@/lib/contracts/api";
import { askWithBody } from "@/lib/server/http/ask-with-body";
import { guarded } from "@/lib/server/http/guarded";

export const POST = guarded(askWithBody("paste", pasteBody, 200_000, ({ text }) => ({ text })));
