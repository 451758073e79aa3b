/** The real intake, in a process that is started once and asked by lines of JSON. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

export class Intake {
  constructor() {
    const paths = ["../../support", "../../../functions"].map(at).join(":");
    const env = { ...process.env, PYTHONPATH: paths, POWERTOOLS_METRICS_DISABLED: "true" };
    this.process = spawn(at("../../../.venv/bin/python"), [at("../../support/intake_process.py")], {
      stdio: ["pipe", "pipe", "inherit"],
      env,
    });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on("line", (line) => this.waiting.shift()?.(JSON.parse(line)));
    this.process.on("exit", () => {
      for (const answer of this.waiting) answer(null);
    });
  }

  ask(request) {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.process.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  stop() {
    this.process.stdin.end();
  }
}
