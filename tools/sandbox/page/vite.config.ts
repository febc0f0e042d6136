import { defineConfig } from "vite";

// The built files are committed and CI builds them again: names carry no hash, and nothing depends on when or where
// the build runs.
export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    sourcemap: false,
    license: { fileName: "licenses.md" },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  server: { proxy: { "/sandbox": "http://127.0.0.1:3001", "/files": "http://127.0.0.1:3001" } },
});
