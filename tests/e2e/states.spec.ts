/** What pages show when the answer is not the usual one. The product's real answers are changed on their way. */
import type { Page } from "@playwright/test";
import type { ApiErrorBody, CoverageAnswer, FromSnapshot, StatusAnswer } from "@/lib/contracts/api";
import { expect, test } from "./test";

async function changeStatus(page: Page, change: (status: StatusAnswer) => StatusAnswer): Promise<void> {
  await page.route("**/api/status", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as StatusAnswer) });
  });
}

async function failWith(page: Page, path: string, status: number, error: ApiErrorBody): Promise<void> {
  await page.route(path, (route) => route.fulfill({ status, json: { error } }));
}

test("before the first scan: who reads, what, with which policy, and one button", async ({ page }) => {
  await changeStatus(page, (status) => ({ ...status, latest: null, scan: null }));
  await page.route("**/api/scans/events", (route) => route.fulfill({ contentType: "text/event-stream", body: "" }));
  await page.goto("/workloads");
  await expect(page.getByRole("heading", { name: "Nothing has been read yet" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(/Signed in to account \d{12} as arn:aws:/);
  await expect(page.getByRole("button", { name: "Read the estate now" })).toBeEnabled();
  await page.getByText("The IAM policy that Podlens needs").click();
  await expect(page.getByRole("region", { name: "IAM policy" })).toContainText("eks:ListPodIdentityAssociations");
});

test("before the first scan, without credentials: the cause, the remedy, and nothing to press", async ({ page }) => {
  await changeStatus(page, (status) => ({
    ...status,
    latest: null,
    scan: null,
    identity: {
      kind: "failed",
      message: "No AWS credentials were found.",
      remedy: "Set AWS_PROFILE and start again.",
      missingPermission: null,
    },
  }));
  await page.route("**/api/scans/events", (route) => route.fulfill({ contentType: "text/event-stream", body: "" }));
  await page.goto("/");
  await expect(page.getByRole("main")).toContainText("No AWS credentials were found.");
  await expect(page.getByRole("main")).toContainText("Set AWS_PROFILE and start again.");
  await expect(page.getByRole("button", { name: "Read the estate now" })).toBeDisabled();
});

test("a failed answer is no empty list: it has its code, and can be asked again", async ({ page }) => {
  await failWith(page, "**/api/workloads?*", 500, {
    code: "analysis-failed",
    message: "The snapshot could not be analysed.",
    remedy: "See the log.",
  });
  await page.goto("/workloads");
  const alert = page.getByRole("main").getByRole("alert");
  await expect(alert).toContainText("The snapshot could not be analysed.");
  await expect(alert).toContainText("analysis-failed");
  await page.unroute("**/api/workloads?*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("table", { name: "Workloads" })).toBeVisible();
});

test("no answer at all is told from a failed one", async ({ page }) => {
  await page.route("**/api/overview?*", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Podlens does not answer");
});

test("gaps name the missing permission, what it hides, and the policy to paste", async ({ page }) => {
  await page.route("**/api/coverage?*", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as FromSnapshot<CoverageAnswer>;
    const [first, ...rest] = answer.data.scopes;
    if (first === undefined) throw new Error("the sample estate has no account");
    const accountId = first.accountId;
    const consequence = "The trust policy and tags of the role are unknown.";
    const gap = {
      accountId,
      region: null,
      clusterArn: null,
      clusterName: null,
      service: "iam",
      operation: "GetRole",
      error: "AccessDenied",
      message: "Not allowed.",
      resource: "legacy-batch",
      missingPermission: "iam:GetRole",
      consequence,
      at: "2026-01-02T03:04:05Z",
      remedy: "Allow iam:GetRole, then scan again.",
    };
    const data: CoverageAnswer = {
      ...answer.data,
      scopes: [{ ...first, state: "partial", gaps: [gap] }, ...rest.map((scope) => ({ ...scope, gaps: [] }))],
      gaps: 1,
      missingPermissions: [
        { permission: "iam:GetRole", accountId, readerArn: null, occurrences: 1, consequences: [consequence] },
      ],
      grants: [{ accountId, readerArn: null, policyJson: '{ "Action": "iam:GetRole" }' }],
    };
    await route.fulfill({ response, json: { ...answer, data } });
  });
  await page.goto("/coverage");
  const account = page.getByRole("article", { name: /^Gaps in / });
  await expect(account).toContainText("iam:GetRole");
  await expect(account).toContainText("The trust policy and tags of the role are unknown.");
  await account.getByText("Policy that grants it").click();
  await expect(account.getByRole("region", { name: /^policy for account/ })).toContainText('"iam:GetRole"');
  await account.getByText("1 failed call").click();
  await expect(account).toContainText("Allow iam:GetRole, then scan again.");
});

test("an old snapshot says that it is", async ({ page }) => {
  await changeStatus(page, (status) => ({
    ...status,
    latest: status.latest && { ...status.latest, stale: true, ageSeconds: 3 * 86_400 },
  }));
  await page.goto("/coverage");
  await expect(page.getByRole("banner")).toContainText("3 days ago, stale");
});

test("a newer snapshot is offered, not pushed", async ({ page }) => {
  const newer = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  let sealed = false;
  await changeStatus(page, (status) =>
    sealed ? { ...status, latest: status.latest && { ...status.latest, id: newer } } : status,
  );
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/api/overview") asked.push(url.searchParams.get("snapshot") ?? "");
  });
  await page.clock.install();
  await page.goto("/");
  await expect(page.locator("[data-answer]")).toBeVisible();
  sealed = true;
  await page.clock.fastForward(61_000);
  const offer = page.getByRole("button", { name: "Newer snapshot: show it" });
  await expect(offer).toBeVisible();
  expect(asked).not.toContain(newer);
  await offer.click();
  await expect.poll(() => asked).toContain(newer);
  await expect(offer).toHaveCount(0);
});

test("who is not signed in is led to sign in and back; a wrong token says so", async ({ page }) => {
  await failWith(page, "**/api/status", 401, { code: "unauthenticated", message: "Not signed in.", remedy: null });
  await page.goto("/roles?q=a%2Fb");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Froles%3Fq%3Da%252Fb$/);

  await page.route("**/api/session", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 401,
          json: { error: { code: "wrong-token", message: "That is not the token.", remedy: null } },
        })
      : route.fulfill({ json: { mode: "token", signedIn: false, expiresAt: null } }),
  );
  await page.reload();
  await page.getByLabel("Token").fill("not-the-token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("That is not the token.");
  await expect(page.getByLabel("Token")).toHaveAttribute("aria-invalid", "true");
});
