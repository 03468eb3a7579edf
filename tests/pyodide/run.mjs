// Run pytest on Pyodide, a CPython in WebAssembly: node run.mjs NODE_MODULES SITE_PACKAGES TESTS [ARGUMENT]...
// Only pure Python can be imported from SITE_PACKAGES.
import process from "node:process";

const [modules, sitePackages, tests, ...words] = process.argv.slice(2);
const { loadPyodide } = await import(`${modules}/pyodide/pyodide.mjs`);
const python = await loadPyodide({ env: { HOME: "/", PYTHONDONTWRITEBYTECODE: "1" } });
for (const [target, root] of [["/site", sitePackages], ["/project", `${tests}/..`]]) {
  python.FS.mkdir(target);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, target);
}
python.globals.set("words", python.toPy(words));
process.exitCode = await python.runPythonAsync(`
import os, sys
print(sys.version)
sys.path.append("/site")
os.chdir("/project/tests")
import pytest
int(pytest.main(["-p", "no:cacheprovider", *words]))
`);
