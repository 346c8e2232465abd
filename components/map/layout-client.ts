/** One worker for the page, started when a view is large enough to need it. */
import type { Layout, LayoutInput } from "@/lib/view/graph/layout";
import { layOut } from "@/lib/view/graph/layout";

let worker: Worker | null = null;
let broken = false;
let jobs = 0;
const waiting = new Map<number, (layout: Layout) => void>();
const inputs = new Map<number, LayoutInput>();

/** Where the browser gives no worker, the page does the work itself: slower, and the same result. */
export function layOutBeside(input: LayoutInput): Promise<Layout> {
  const beside = start();
  if (!beside) return Promise.resolve(layOut(input));
  const id = ++jobs;
  inputs.set(id, input);
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    beside.postMessage({ id, input });
  });
}

function start(): Worker | null {
  if (worker || broken) return worker;
  try {
    worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  } catch {
    broken = true;
    return null;
  }
  worker.addEventListener("message", (event: MessageEvent<{ id: number; layout: Layout }>) => {
    settle(event.data.id, event.data.layout);
  });
  worker.addEventListener("error", () => {
    broken = true;
    worker = null;
    for (const [id, input] of [...inputs]) settle(id, layOut(input));
  });
  return worker;
}

function settle(id: number, layout: Layout): void {
  waiting.get(id)?.(layout);
  waiting.delete(id);
  inputs.delete(id);
}
