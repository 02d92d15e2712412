// Makes pwa/bundle, the folder that the product serves, from the sources in pwa/. `make bundle` runs it.
//
// Each module of MODULES becomes one file that holds what it imports, so that no screen waits for a chain of
// requests. An import of another of MODULES, or of a vendored library, stays an import: its specifier becomes
// "asset:NAME", and bff/serving/assets.py replaces that by the address with the hash of the content.

import { cp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

// What templates load, and what these modules load later.
const MODULES = ["aloud.js", "start.js", "app.js", "bell.js", "card/page.js", "card/decoder.js", "code.js", "kept.js", "passkey.js", "password.js", "push.js", "solver.js", "work.js", "token/page.js", "token/vgca.js", "token/vnpt.js", "token/web_eid.js"];
const WORKERS = ["service-worker.js", "kill-switch.js"];
const COPIED = ["icons", "manifest.webmanifest", "screenshots", "vendor"];
const COPIED_TYPES = [".js", ".png", ".svg", ".webmanifest", ".webp"];
// esbuild writes no syntax that is newer than this: the sources decide which browsers can read them.
const SYNTAX = "es2020";
// A vendored library is served as it is, but one in a folder of its own is a source like ours (pwa/vendor.py).
const isServedAsItIs = (name) => /^vendor\/[^/]+\.js$/.test(name);

const pwa = fileURLToPath(new URL("..", import.meta.url));
const folder = path.join(pwa, "bundle");
const common = { absWorkingDir: pwa, outbase: pwa, outdir: folder, charset: "utf8", logLevel: "warning" };

const importsOfOtherFiles = {
  name: "imports-of-other-files",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path: specifier, resolveDir, kind }) => {
      if (kind === "entry-point") return undefined;
      const name = path.relative(pwa, path.resolve(resolveDir, specifier)).split(path.sep).join("/");
      const isFileOfItsOwn = MODULES.includes(name) || isServedAsItIs(name);
      if (isFileOfItsOwn) return { path: `asset:${name}`, external: true };
      if (kind === "dynamic-import") return { errors: [{ text: `"${name}" is loaded later, so MODULES must name it` }] };
      return undefined; // esbuild puts it into the file of the module that imports it
    });
  },
};

async function bundle() {
  await rm(folder, { recursive: true, force: true });
  const styles = (await readdir(pwa)).filter((name) => name.endsWith(".css"));
  await Promise.all([
    build({ ...common, entryPoints: MODULES, bundle: true, minify: true, format: "esm", target: SYNTAX, plugins: [importsOfOtherFiles] }),
    build({ ...common, entryPoints: styles, minify: true }),
    build({ ...common, entryPoints: WORKERS, target: SYNTAX }), // not minified: a worker on a phone stays readable
    ...COPIED.map(copy),
  ]);
  await writeFile(path.join(folder, "made.stamp"), ""); // last: its time says that the bundle is complete
}

function copy(name) {
  const isSource = (file) => /^vendor\/[^/.]+(\/|$)/.test(file);
  const filter = (source) => {
    const file = path.relative(pwa, source).split(path.sep).join("/");
    return !isSource(file) && (path.extname(source) === "" || COPIED_TYPES.includes(path.extname(source)));
  };
  return cp(path.join(pwa, name), path.join(folder, name), { recursive: true, filter });
}

// esbuild has written its errors by then, with their lines.
await bundle().catch((error) => {
  if (!error.errors) throw error;
  process.exitCode = 1;
});
