// Checks SARIF files: `node sarif.mjs TOOLS FILE…`, where TOOLS is the folder whose node_modules has the
// schema, its validator and the Multitool. Exits with 1 and says why where a file is not as it should be.
//
// Both are needed: the Multitool reads over what it cannot understand and exits with 0 whatever it
// found, the schema knows nothing of indices, regions and hosts. So its own report is read, and first
// it must find what is wrong in a file that is wrong.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [tools, ...files] = process.argv.slice(2);
if (!tools || files.length === 0) {
    console.error("usage: node sarif.mjs TOOLS FILE...");
    process.exit(2);
}
const require = createRequire(join(resolve(tools), "package.json"));
const { default: Ajv } = require("ajv/dist/2020.js");
const { default: addFormats } = require("ajv-formats");
const multitool = join(resolve(tools), "node_modules/@microsoft/sarif-multitool-linux");
chmodSync(join(multitool, "Sarif.Multitool"), 0o755);
const work = mkdtempSync(join(tmpdir(), "skinflint-sarif-"));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const fits = ajv.compile(JSON.parse(readFileSync(join(multitool, "sarif-2.1.0.json"), "utf8")));

/** What the schema has against a document. */
function bySchema(document) {
    return fits(document) ? [] : fits.errors.map((error) => `schema: ${error.instancePath} ${error.message}`);
}

/** What the Multitool has against a file: level, rule and place of each result. */
function byMultitool(file) {
    const out = join(work, "report.sarif");
    writeFileSync(out, "");
    const rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"];
    execFileSync(
        join(multitool, "Sarif.Multitool"),
        ["validate", file, "--output", out, "--log", "ForceOverwrite", ...rules],
        { stdio: ["ignore", "ignore", "inherit"] },
    );
    const [run] = JSON.parse(readFileSync(out, "utf8")).runs;
    return (run.results ?? []).map((result) => {
        const id = result.ruleId ?? run.tool.driver.rules?.[result.ruleIndex]?.id ?? "?";
        const level = result.level ?? "warning";
        const { startLine = "?" } = result.locations?.[0]?.physicalLocation?.region ?? {};
        const words = result.message?.arguments?.join(" | ") ?? result.message?.text ?? "";
        return { level, id, text: `multitool: ${level} ${id} at line ${startLine}: ${words}` };
    });
}

const isError = (result) => result.level === "error";

/** Breaks a good document in ways that each of the two must see; otherwise they prove nothing. */
function rehearse(document) {
    const odd = structuredClone(document);
    odd.runs[0].results[0].level = "critical";
    const zero = structuredClone(document);
    zero.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
    const broken = join(work, "broken.sarif");
    writeFileSync(broken, JSON.stringify(zero));
    if (bySchema(odd).length === 0) throw new Error("the schema let an unknown level pass");
    if (!byMultitool(broken).some(isError)) throw new Error("the Multitool let line 0 pass");
}

let bad = 0;
let rehearsed = false;
for (const file of files) {
    const document = JSON.parse(readFileSync(file, "utf8"));
    const results = document.runs?.[0]?.results;
    if (!Array.isArray(results)) throw new Error(`${file}: runs[0].results is missing`);
    if (results.length > 0) {
        rehearse(document);
        rehearsed = true;
    }
    const found = byMultitool(resolve(file));
    const errors = [...bySchema(document), ...found.filter(isError).map((result) => result.text)];
    const remarks = new Map();
    for (const { level, id } of found.filter((result) => !isError(result))) {
        remarks.set(`${level} ${id}`, (remarks.get(`${level} ${id}`) ?? 0) + 1);
    }
    for (const [what, times] of remarks) console.log(`  multitool: ${what}, ${times} times`);
    for (const text of errors) console.log(`  ${text}`);
    console.log(`${file}: ${results.length} results, ${errors.length} errors of schema and Multitool`);
    bad += errors.length;
}
if (!rehearsed) throw new Error("no file had results: nothing was shown to be valid");
process.exit(bad === 0 ? 0 : 1);
