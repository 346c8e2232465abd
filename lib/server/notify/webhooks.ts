/** Sends findings to the addresses that the configuration names, and nowhere else: no redirect is followed. */
import { type WebhookConfig, webhookProblem } from "@/lib/contracts/config";
import type { FindingsNotice, Notifier } from "@/lib/server/usecases/findings/ports";
import { genericPayload, noticed, slackPayload } from "./payload";

export interface WebhookOptions {
  readonly webhooks: readonly WebhookConfig[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
  /** Waits between tries; their number is the number of further tries. */
  readonly waitsMs?: readonly number[];
}

/** What is told of a failure names the place in the configuration and the host: the address itself may be a secret. */
export function createWebhooks({
  webhooks,
  environment,
  timeoutMs = 5_000,
  waitsMs = [500, 2_000],
}: WebhookOptions): Notifier {
  async function deliver(webhook: WebhookConfig, notice: FindingsNotice, signal: AbortSignal): Promise<string | null> {
    const findings = noticed(notice, webhook.minimumSeverity);
    if (findings.length === 0) return null;
    const address = webhook.url ?? environment[webhook.urlEnv ?? ""] ?? "";
    if (address === "") return `the environment has no ${webhook.urlEnv}`;
    const token = webhook.tokenEnv === undefined ? null : (environment[webhook.tokenEnv] ?? "");
    if (token === "") return `the environment has no ${webhook.tokenEnv}`;
    const problem = webhookProblem(address, token !== null);
    if (problem !== null) return `its address ${problem}`;
    const body = JSON.stringify(
      webhook.type === "slack" ? slackPayload(notice, findings) : genericPayload(notice, findings),
    );
    const host = new URL(address).host;
    for (let attempt = 0; ; attempt++) {
      const failure = await post(address, token, body, signal, timeoutMs);
      if (failure === null) return null;
      const wait = waitsMs[attempt];
      if (!failure.again || wait === undefined || signal.aborted) return `${host} ${failure.text}`;
      await pause(wait, signal);
    }
  }
  return {
    async send(notice, signal) {
      const results = await Promise.all(
        webhooks.map(async (webhook, index) => {
          const problem = await deliver(webhook, notice, signal).catch(() => "it failed");
          return problem === null ? [] : [`Findings were not sent to notifications.webhooks[${index}]: ${problem}.`];
        }),
      );
      return results.flat();
    },
  };
}

interface Failure {
  readonly text: string;
  readonly again: boolean;
}

async function post(
  address: string,
  token: string | null,
  body: string,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Failure | null> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "podlens",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    // Whatever it says is of no interest, and may be endless.
    await response.body?.cancel();
    if (response.ok) return null;
    const redirected = response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
    if (redirected) return { text: "answered with a redirect, which is not followed", again: false };
    return { text: `answered ${response.status}`, again: response.status === 429 || response.status >= 500 };
  } catch (error) {
    const late = (error as { name?: unknown }).name === "TimeoutError";
    return { text: late ? "did not answer in time" : "was not reached", again: true };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
