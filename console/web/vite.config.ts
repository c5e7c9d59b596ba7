import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => {
  const target = loadEnv(mode, ".", "AVIARY_")["AVIARY_CONSOLE"] ?? "https://127.0.0.1:8443";
  return {
    plugins: [react()],
    build: {
      // One script and one sheet: the console keeps them in memory, and nothing waits for more.
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
    },
    server: {
      // The console takes changes only from its own origin.
      proxy: { "/api": { target, changeOrigin: true, secure: false, headers: { origin: target } } },
    },
  };
});
