import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const OUT = fileURLToPath(
  new URL("../custom_components/milesight_network_server/frontend", import.meta.url),
);

/** Styles stand in strings, which no minifier touches: what is there for readers alone is left out. */
const shortStyles: Plugin = {
  name: "short-styles",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(".ts") || !code.includes("css`")) return null;
    return code.replace(/\bcss`[^`]*`/g, (styles) =>
      styles
        .replace(/\/\*.*?\*\//gs, "")
        .replace(/\s+/g, " ")
        .replace(/ ?([{;,]) ?/g, "$1"),
    );
  },
};

// What is built is committed, so it must not depend on the machine: no source maps with paths, no
// banner, names by content alone.
export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: mode === "development" ? [] : [shortStyles],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    minify: mode !== "development",
    sourcemap: false,
    manifest: "manifest.json",
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: "src/loader.ts",
      // The loader is one file: Home Assistant waits five seconds for the dashboard, no longer.
      preserveEntrySignatures: "allow-extension",
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
      },
    },
  },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
}));
