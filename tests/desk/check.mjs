// Holds what `baselib eslint` and `baselib typings` write against the ESLint and TypeScript that people have.
// usage: node tests/desk/check.mjs <folder to write in> <python> [source folder ...]: the last are linted, too
import { execFileSync } from "node:child_process"
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import assert from "node:assert/strict"
import { Linter } from "eslint"
import ts from "typescript"

const [out, python, ...sources] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const MINIMUM = "2.19.0"
const baselib = (...typed) =>
  execFileSync(python, ["-m", "bot", ...typed], { encoding: "utf-8", maxBuffer: 1 << 26, env: { ...process.env, BASELIB_LOCALE: "en" } })

// ESLint: the rule takes the data, and reports what it is said to report.
writeFileSync(join(out, "restricted.mjs"), baselib("eslint", "--minimum", MINIMUM))
const { default: rows } = await import(pathToFileURL(resolve(out, "restricted.mjs")))
const config = [{ files: ["**/*.js"], rules: { "no-restricted-properties": ["warn", ...rows] } }]
const linter = new Linter()
const reported = code => linter.verify(code, config, "a.js").map(each => each.message)

const MESSAGE = "'wx.getSystemSetting' is restricted from being used. baselib: needs base library 2.20.1; the minimum is 2.19.0"
assert.deepEqual(reported("wx.getSystemSetting()")[0].slice(0, MESSAGE.length), MESSAGE)
for (const code of ["wx?.getSystemSetting()", "wx['getSystemSetting']()", "const { getSystemSetting } = wx", "uni.getSystemSetting()", "Taro.getSystemSetting()"])
  assert.equal(reported(code).length, 1, code)
for (const code of ["wx.login()", "wx.getSystemInfoSync()", "my.getSystemSetting()"]) assert.deepEqual(reported(code), [], code)
assert.equal(reported("if (wx.getSystemSetting) wx.getSystemSetting()").length, 2) // blind to guards, as docs/scan.md says
assert.deepEqual(reported("const api = wx; api.getSystemSetting()"), []) // and to aliases

// TypeScript: the marked copy has no error, and strikes through what is above the minimum, in JavaScript too.
const copy = join(out, "miniprogram-api-typings")
rmSync(copy, { recursive: true, force: true })
cpSync(join(here, "node_modules", "miniprogram-api-typings"), copy, { recursive: true })

function service(texts) {
  const index = resolve(copy, "index.d.ts")
  const options = { allowJs: true, noEmit: true, strict: true, types: [], lib: ["lib.es2020.d.ts"] }
  return ts.createLanguageService({
    getScriptFileNames: () => [...Object.keys(texts), index],
    getScriptVersion: () => "1",
    getScriptSnapshot: path => {
      const content = texts[path] ?? ts.sys.readFile(path)
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
    },
    getCurrentDirectory: () => resolve(out),
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: path => path in texts || ts.sys.fileExists(path),
    readFile: ts.sys.readFile,
  })
}

const STRUCK = new Set([6385, 6387])
const inFile = (made, file, text) =>
  made.getSuggestionDiagnostics(file).filter(each => STRUCK.has(each.code))
    .map(each => text.slice(each.start, each.start + each.length))

function struck(name, text) {
  const file = resolve(out, name)
  return inFile(service({ [file]: text }), file, text)
}

const USED = "wx.getSystemSetting(); const { getWindowInfo } = wx; wx.login(); wx.request({ url: '', enableChunked: true })"
const plain = struck("plain.ts", USED)
baselib("typings", copy, "--minimum", MINIMUM)
const file = resolve(out, "a.ts")
const made = service({ [file]: USED })
const program = made.getProgram()
const wrong = program.getSourceFiles().filter(each => each.fileName.includes("miniprogram-api-typings"))
  .flatMap(each => [...program.getSyntacticDiagnostics(each), ...program.getSemanticDiagnostics(each)])
assert.deepEqual(wrong.map(each => ts.flattenDiagnosticMessageText(each.messageText, "\n")), [])
assert.deepEqual(plain, [])
for (const name of ["a.ts", "a.js"]) assert.deepEqual(struck(name, USED).slice(0, 2), ["getSystemSetting", "getWindowInfo"], name)
const offered = made.getCompletionsAtPosition(file, 3, {}).entries
const kinds = Object.fromEntries(offered.map(each => [each.name, each.kindModifiers ?? ""]))
assert.match(kinds.getSystemSetting, /deprecated/)
assert.doesNotMatch(kinds.login, /deprecated/)

// Both know the same APIs.
const names = [...new Set(rows.filter(each => each.object === "wx").map(each => each.property))].filter(each => each in kinds)
const calls = names.map(each => `void wx.${each}`).join("\n")
assert.deepEqual([...new Set(struck("all.ts", calls))].sort(), names.toSorted())
assert.ok(names.length > 100)

const text = readFileSync(join(copy, "types", "wx", "lib.wx.api.d.ts"), "utf-8")
baselib("typings", copy, "--minimum", MINIMUM)
assert.equal(readFileSync(join(copy, "types", "wx", "lib.wx.api.d.ts"), "utf-8"), text) // run again, nothing is marked twice

for (const folder of sources) {
  const files = readdirSync(folder, { recursive: true }).filter(each => each.endsWith(".js") && !each.includes("node_modules"))
  const texts = Object.fromEntries(files.map(each => [resolve(folder, each), readFileSync(join(folder, each), "utf-8")]))
  const eslint = files.flatMap(each => linter.verify(texts[resolve(folder, each)], config, "a.js").filter(one => one.ruleId === "no-restricted-properties")
    .map(one => `${each}:${one.line} ${one.message.split("'")[1]}`))
  const all = service(texts)
  const typescript = files.flatMap(each => inFile(all, resolve(folder, each), texts[resolve(folder, each)])
    .filter(one => rows.some(row => row.property === one)).map(one => `${each} ${one}`))
  console.log(JSON.stringify({ folder, files: files.length, eslint, typescript }))
}
console.log(`${names.length} APIs above ${MINIMUM}: reported by ESLint ${Linter.version}, struck through by TypeScript ${ts.version}`)
