import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { thirdParty } from "./scripts/third-party.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root: here,
  plugins: [react(), tailwindcss(), thirdParty(here)],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    modulePreload: { polyfill: false },
    // Nothing inlined as data: URLs, no source maps: what is served is what the CSP names.
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: true,
    // What every page needs comes in two files, not in thirty.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "vendor", tags: ["$initial"], test: /node_modules/ },
            { name: "frame", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  server: {
    // `npm run dev` beside a running appliance
    proxy: { "/api": "http://127.0.0.1:8080" },
  },
  test: {
    environment: "node",
    css: true, // tokens.test.ts reads the colours
    include: ["src/**/*.test.{ts,tsx}"],
  },
});
