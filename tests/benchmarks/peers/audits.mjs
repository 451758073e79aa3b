// Lighthouse's four scores of each address given, one JSON line each as soon as it is known; CHROME_PATH is the browser.
// A busy machine costs points, so a page with fewer than all is audited twice more, and the audit in the middle counts.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const KINDS = ["performance", "accessibility", "best-practices", "seo"];
const chrome = await launch({ chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu"] });

async function audit(address) {
  const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: KINDS, logLevel: "error" });
  const scores = KINDS.map((kind) => Math.round((lhr.categories[kind].score ?? 0) * 100));
  const below = KINDS.filter((_, number) => scores[number] < 100)
    .flatMap((kind) => lhr.categories[kind].auditRefs)
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(
      ({ id }) => `${lhr.audits[id].title}${lhr.audits[id].displayValue ? ` (${lhr.audits[id].displayValue})` : ""}`,
    );
  return { address, scores, below };
}

const sum = ({ scores }) => scores.reduce((all, score) => all + score);
try {
  for (const address of process.argv.slice(2)) {
    const audits = [await audit(address)];
    if (sum(audits[0]) < 400) audits.push(await audit(address), await audit(address));
    audits.sort((one, other) => sum(one) - sum(other));
    console.log(JSON.stringify(audits[audits.length >> 1]));
  }
} finally {
  chrome.kill();
}
