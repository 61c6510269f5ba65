import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { licences } from "./licences.js";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), licences(), mode === "test" && svelteTesting()],
  clearScreen: false,
  server: {
    port: 5173,
    strictPort: true,
    // The icon lies beside this folder.
    fs: { allow: [".."] },
  },
  build: {
    // What WebKitGTK 2.50 understands without further help.
    target: "safari17",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/test-setup.ts"],
    include: ["src/**/*.test.ts"],
    restoreMocks: true,
    // Left to itself, it leaves one core to whoever else is there.
    maxWorkers: "100%",
    // A busy machine is no failure.
    testTimeout: 30_000,
  },
}));
