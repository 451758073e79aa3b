// Lighthouse's four scores of each address given, one JSON line each as soon as it is known; CHROME_PATH is the browser.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const KINDS = ["performance", "accessibility", "best-practices", "seo"];
const chrome = await launch({ chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu"] });
try {
  for (const address of process.argv.slice(2)) {
    const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: KINDS, logLevel: "error" });
    const scores = KINDS.map(kind => Math.round((lhr.categories[kind].score ?? 0) * 100));
    const below = KINDS.filter((_, number) => scores[number] < 100)
      .flatMap(kind => lhr.categories[kind].auditRefs)
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
      .map(({ id }) => `${lhr.audits[id].title}${lhr.audits[id].displayValue ? ` (${lhr.audits[id].displayValue})` : ""}`);
    console.log(JSON.stringify({ address, scores, below }));
  }
} finally {
  chrome.kill();
}
