/**
 * Writes THIRD_PARTY.txt: each package that ended up in the bundle, with its licence's text.
 *
 * Fonts and Tailwind's base styles are named beside what the bundler saw: they arrive by CSS.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const IN_STYLES = [
  "@fontsource-variable/inter",
  "@fontsource-variable/jetbrains-mono",
  "tailwindcss",
];
const RULE = `\n\n${"-".repeat(80)}\n\n`;

export function thirdParty(root: string): Plugin {
  return {
    name: "third-party",
    apply: "build",
    generateBundle(_options, bundle) {
      const names = new Set(IN_STYLES);
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        for (const id of output.moduleIds) {
          const name = packageOf(id);
          if (name !== null) names.add(name);
        }
      }
      const notices = [...names].sort().map((name) => notice(root, name));
      const head = "The user interface contains these packages of others.";
      this.emitFile({
        type: "asset",
        fileName: "THIRD_PARTY.txt",
        source: `${[head, ...notices].join(RULE)}\n`,
      });
    },
  };
}

/** The package that a module belongs to; null for our own. */
function packageOf(id: string): string | null {
  const inside = id.replaceAll("\\", "/").split("/node_modules/").at(-1);
  if (inside === undefined || inside === id) return null;
  const [first, second] = inside.split("/");
  return first?.startsWith("@") ? `${first}/${second}` : (first ?? null);
}

function notice(root: string, name: string): string {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} ${version} comes without a licence file`);
  const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  return `${name} ${version} (${license})\n\n${text}`;
}
