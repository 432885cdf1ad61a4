import { expect, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

function file(name: string, content: string | Buffer): GivenFile {
  return { name, mimeType: "application/octet-stream", buffer: Buffer.from(content) };
}

async function openFile(train: TrainPage, given: GivenFile): Promise<void> {
  const choosing = train.page.waitForEvent("filechooser");
  await train.page.locator("h1").click();
  await train.page.keyboard.press("o");
  await (await choosing).setFiles(given);
}

/** After any refusal a session can be started all the same. */
async function expectUsable(train: TrainPage): Promise<void> {
  await expect(train.primary(/^Train/)).toBeEnabled();
}

const REFUSED_WHEN_OPENED: readonly (readonly [GivenFile, RegExp])[] = [
  [file("empty.txt", ""), /empty\.txt is empty/],
  [file("broken.json", "{"), /broken\.json is not valid JSON/],
  [
    file("wrong.json", JSON.stringify({ schema: "bakeoff/experiment@1", kind: "dance" })),
    /must be one of train, compare/,
  ],
  [
    file(
      "architecture.json",
      JSON.stringify({ format: "bakeoff/document@1", trunk: [{ kind: "warp-drive" }], heads: [] }),
    ),
    /architecture\.json is no valid architecture/,
  ],
  [file("weights.safetensors", "not one at all"), /not a usable safetensors file/],
];

test("files that cannot be used are refused beside the form, each with a sentence", async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  for (const [given, sentence] of REFUSED_WHEN_OPENED) {
    await openFile(train, given);
    await expect(train.problems).toContainText(sentence);
    await expectUsable(train);
  }
});

test("texts that cannot be trained on, and settings that do not fit, are refused when training starts", async ({
  page,
}) => {
  const train = new TrainPage(page);
  await train.open();
  const start = train.primary(/^Train/);
  await openFile(train, file("short.txt", "Too short."));
  await start.click();
  await expect(train.problems).toContainText(/short\.txt/);
  await openFile(train, file("binary.txt", Buffer.from(Array.from({ length: 4000 }, (_, index) => index % 256))));
  await start.click();
  await expect(train.problems).toContainText(/binary\.txt/);
  await expectUsable(train);

  await train.chooseData("Generated: copying words");
  await page.getByRole("textbox", { name: "Learning rate" }).fill("fast");
  await start.click();
  await expect(train.problems.first()).toContainText("“fast” is not a learning rate");
  await page.getByRole("button", { name: "Reset learning rate" }).click();
  await expectUsable(train);
});

test("a kept run that is not there says so", async ({ page }) => {
  await page.goto("./#run/00000000-0000-0000-0000-000000000000");
  await expect(page.getByRole("alert")).toContainText("does not keep that run");
});
