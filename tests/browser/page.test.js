// Opens the placement map as a reader would: from a file, in a browser without a network.
//
// node page.test.js SHOP.html HOSTILE.html FOLDER_FOR_SCREENSHOTS
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [shop, hostile, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

/** Opens a page, lets `check` look at it, and holds what must be true of every page. */
async function open(file, options, check) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("request", (request) => asked.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url);
  await check(page);
  assert.deepEqual(said, [], "the console is silent");
  assert.deepEqual(asked, [url], "nothing but the file itself is asked for");
  await context.close();
}

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  assert.deepEqual(told, [], "axe finds nothing serious");
}

/** The names of the rows that can be seen. */
const rows = (page) => page.locator("#m tbody tr:not(.f) th a:visible").allTextContents();
const sections = (page) => page.locator("article:visible h3").allTextContents();

const tests = {
  async "the matrix has a row for each workload and a word in each cell"(name) {
    await open(shop, { viewport: { width: 1440, height: 900 } }, async (page) => {
      assert.deepEqual(await rows(page), await sections(page), name);
      assert.ok((await rows(page)).length >= 8);
      const platforms = await page.locator("#m thead .p").count();
      assert.ok(platforms >= 17);
      for (const row of await page.locator("#m tbody tr:not(.f)").all()) {
        const words = (await row.locator("td[class]").allTextContents()).map((word) => word.trim());
        assert.equal(words.length, platforms);
        for (const word of words) assert.match(word, /^(fits|fits if|unknown|no)(, its home)?$/);
      }
      const mark = await page.locator("#m td.y").first().evaluate((cell) => getComputedStyle(cell, "::before").content);
      assert.match(mark, /✓/);
    });
  },

  async "the filters narrow rows and sections, and reset"() {
    await open(shop, { viewport: { width: 1440, height: 900 } }, async (page) => {
      const all = await rows(page);
      await page.locator("#filters").getByLabel("Text").fill("storefront");
      assert.deepEqual(await rows(page), ["storefront", "storefront-preview"]);
      assert.deepEqual(await sections(page), ["storefront", "storefront-preview"]);
      assert.equal(await page.locator("output").textContent(), `2 of ${all.length} workloads`);
      await page.getByRole("button", { name: "Reset" }).click();
      assert.deepEqual(await rows(page), all);
      await page.locator("#filters").getByLabel("Platform").selectOption({ label: "AWS Lambda" });
      await page.locator("#filters").getByLabel("Answer").selectOption({ label: "does not fit" });
      const refused = await rows(page);
      assert.ok(refused.includes("node-logs") && !refused.includes("Checkout"), `${refused}`);
      await page.getByRole("button", { name: "Reset" }).click();
      await page.locator("#filters").getByLabel("Verdict").selectOption({ label: "Stay" });
      assert.ok((await rows(page)).includes("Checkout"));
      await page.locator("#filters").getByLabel("Text").fill("nobody is called that");
      assert.deepEqual(await rows(page), []);
      // A link to a hidden section shows it.
      await page.evaluate(() => { location.hash = "#w0"; });
      await page.locator("#w0").waitFor({ state: "visible" });
    });
  },

  async "without its script the page is a plain table"() {
    await open(shop, { javaScriptEnabled: false }, async (page) => {
      assert.ok((await rows(page)).length >= 8);
      assert.equal(await page.locator("#filters").isVisible(), false);
    });
  },

  async "a keyboard reaches the matrix"() {
    await open(shop, {}, async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the matrix");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "matrix");
    });
  },

  async "light and dark, narrow and wide, nothing runs off the page and axe is content"() {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1440]) {
        await open(shop, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} > ${width}`);
          // Sections far down are drawn when a reader comes near: here all at once.
          await page.evaluate(() => {
            for (const section of document.querySelectorAll("article")) section.style.contentVisibility = "visible";
          });
          await accessible(page);
          const full = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(full <= width, `${full} > ${width}`);
          const shot = (part) => join(shots, `${colorScheme}-${width}${part}.png`);
          await page.screenshot({ path: shot(""), fullPage: true });
          const parts = { overview: "section >> nth=0", matrix: "section >> nth=1", "workload-1": "#w0", "workload-3": "#w2", "workload-8": "#w7" };
          for (const [part, selector] of Object.entries(parts)) {
            await page.locator(selector).screenshot({ path: shot(`-${part}`) });
          }
        });
      }
    }
  },

  async "it prints every section, on white"() {
    await open(shop, { colorScheme: "dark", viewport: { width: 1000, height: 1400 } }, async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator("#filters").isVisible(), false);
      const ink = await page.evaluate(() => getComputedStyle(document.body).color);
      assert.equal(ink, "rgb(22, 32, 44)");
      await page.pdf({ path: join(shots, "print.pdf"), format: "A4", printBackground: true });
    });
  },

  async "hostile names are text"() {
    await open(hostile, { viewport: { width: 1440, height: 900 } }, async (page) => {
      assert.deepEqual(await rows(page), ["</script><img src=x onerror=alert(1)>"]);
      assert.equal(await page.locator("img, iframe, object, [onmouseover], [onerror]").count(), 0);
      assert.equal(await page.locator("style").count(), 1);
      assert.equal(await page.locator("script").count(), 1);
    });
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test(name);
    console.log(`ok: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${name}\n${error.message}`);
  }
}
await browser.close();
process.exit(failed === 0 ? 0 : 1);
