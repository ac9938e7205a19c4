/**
 * Writes dist/BUILD.json: what the bundle was made from, and what it consists of.
 *
 * tests/invariants/test_static_dist.py compares it without Node, by the same definition of the
 * sources: every file below static/ except dist/, node_modules/ and hidden files other than .npmrc.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { version as vite } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const MANIFEST = "BUILD.json";

/** Paths of files below `folder`, with "/" and relative to `base`. */
function files(base: string, keep: (path: string) => boolean, folder = ""): string[] {
  return readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!keep(path)) return [];
    return entry.isDirectory() ? files(base, keep, path) : [path];
  });
}

function isSource(path: string): boolean {
  const name = path.split("/").at(-1) ?? "";
  if (name.startsWith(".") && path !== ".npmrc") return false;
  return path !== "dist" && path !== "node_modules";
}

function hashes(base: string, paths: string[]): Record<string, string> {
  const digest = (path: string) =>
    createHash("sha256")
      .update(readFileSync(join(base, path)))
      .digest("hex");
  return Object.fromEntries(paths.sort().map((path) => [path, digest(path)]));
}

const manifest = {
  node: process.versions.node,
  outputs: hashes(
    DIST,
    files(DIST, (path) => path !== MANIFEST),
  ),
  sources: hashes(ROOT, files(ROOT, isSource)),
  vite,
};
writeFileSync(join(DIST, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
