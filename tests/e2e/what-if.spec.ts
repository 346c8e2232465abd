/** A change is tried out before anyone deploys it, with the keyboard alone. */
import { tabTo } from "./keys";
import { expect, test } from "./test";

const role = "arn:aws:iam::444455556666:role/carto-self-hosted";

test("what if a grant were taken from an inline policy: who loses what", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/ask$/);
  await tabTo(page, page.getByRole("tab", { name: "Who can" }));
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "What if" })).toBeFocused();

  await tabTo(page, page.getByRole("combobox", { name: "What is changed" }));
  await page.keyboard.press("ArrowDown");
  await tabTo(page, page.getByRole("combobox", { name: "Role ARN" }));
  await page.keyboard.type(role);
  await tabTo(page, page.getByRole("combobox", { name: "Name of the inline policy" }));
  await page.keyboard.type("carto-buckets");
  await tabTo(page, page.getByRole("button", { name: "Find what stands there now" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Put it into the editor" }));
  await page.keyboard.press("Enter");
  const editor = page.getByRole("textbox", { name: "The document as it would be" });
  await expect(editor).toHaveValue(/s3:PutObject/);

  const without = (await editor.inputValue()).replace(/"s3:PutObject",?\s*/, "");
  await tabTo(page, editor);
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(without);
  // Tab would leave the editor, as it leaves every field.
  await tabTo(page, page.getByRole("button", { name: "What would change" }));
  await page.keyboard.press("Enter");
  const result = page.getByRole("region", { name: "What would change" });
  await expect(result.getByRole("article").first()).toContainText("carto/carto-common-backend");
  await expect(result.getByRole("list", { name: "loses" }).first()).toContainText("s3:PutObject");
  await expect(page).toHaveURL(/#doc=/);

  const link = page.url();
  await page.goto("/");
  await page.goto(link);
  await expect(editor).toHaveValue(without);
});

test("a document that cannot be read says where", async ({ page }) => {
  await page.goto(`/ask?tab=what-if&kind=inline-policy&target=${encodeURIComponent(role)}&name=carto-buckets`);
  const editor = page.getByRole("textbox", { name: "The document as it would be" });
  await editor.fill('{\n  "Version": "2012-10-17",\n  "Statement": [ { "Effect": "Alow" } ]\n}');
  await page.getByRole("button", { name: "What would change" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/line 3|statement/i);
  await expect(editor).toHaveAttribute("aria-invalid", "true");
});

test("what was pasted is told what it is, and leads on", async ({ page }) => {
  await page.goto("/ask?tab=paste");
  const field = page.getByRole("textbox", { name: "An error message, an ARN, an id" });
  await field.fill(role);
  await page.getByRole("button", { name: "What is it" }).click();
  const result = page.getByRole("region", { name: "What it is" });
  await expect(result).toContainText("carto-self-hosted");
  await field.fill(
    "User: arn:aws:sts::444455556666:assumed-role/carto-self-hosted/s is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::nowhere/x because no identity-based policy allows the s3:PutObject action",
  );
  await page.getByRole("button", { name: "What is it" }).click();
  await expect(result).toContainText("s3:PutObject");
  await expect(result.getByRole("link").first()).toBeVisible();
});
