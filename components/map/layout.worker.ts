/** Lays large views out beside the page, so that it stays ready for input. */
import { type LayoutInput, layOut } from "@/lib/view/graph/layout";

interface Job {
  readonly id: number;
  readonly input: LayoutInput;
}

addEventListener("message", (event: MessageEvent<Job>) => {
  const { id, input } = event.data;
  postMessage({ id, layout: layOut(input) });
});
