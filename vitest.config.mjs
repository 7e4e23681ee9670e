import { defineConfig } from "vitest/config";

import { readCatalogue } from "./build.mjs";

const catalogues = {
  name: "catalogues",
  enforce: "pre",
  async load(id) {
    if (!id.endsWith(".po")) return null;
    return `export default ${JSON.stringify(await readCatalogue(id))}`;
  },
};

export default defineConfig({
  plugins: [catalogues],
  test: {
    include: ["tests/ui/**/*.test.{ts,tsx}"],
    // A tester far from Vietnam must see what a citizen sees.
    env: { TZ: "America/St_Johns" },
  },
});
