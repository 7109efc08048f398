import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page allows nothing inline (its Content-Security-Policy says so), so no file may become a data: address either.
export default defineConfig({
  base: "/console/",
  plugins: [react()],
  build: {
    outDir: process.env["FARO_CONSOLE_OUT"] ?? "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    sourcemap: false,
    reportCompressedSize: true,
  },
  // npm run dev: the console with hot reload, in front of a running ./faro up.
  server: { proxy: Object.fromEntries(["/api", "/healthz", "/openapi"].map((path) => [path, process.env["FARO_URL"] ?? "http://127.0.0.1:8080"])) },
});
