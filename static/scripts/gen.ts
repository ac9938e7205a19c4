/**
 * Writes src/api/schema.ts, the types of the API, from openapi.json.
 *
 * Its first line names what it was made from: tests/invariants/test_static_dist.py compares it
 * without Node.
 */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTypes, { astToString } from "openapi-typescript";

const INPUT = new URL("../openapi.json", import.meta.url);
const OUTPUT = fileURLToPath(new URL("../src/api/schema.ts", import.meta.url));

const digest = createHash("sha256").update(readFileSync(INPUT)).digest("hex");
const options = { alphabetize: true, defaultNonNullable: false, silent: true };
const types = astToString(await openapiTypes(INPUT, options));
writeFileSync(OUTPUT, `// Made by \`npm run gen\` from openapi.json ${digest}\n\n${types}`);
