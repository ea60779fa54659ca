// Runs programs with the real package `twilio` and tells which hosts their clients ask for; nothing leaves the process.
//
// A line in: {"code": ..., "release": "6.3.1"}. A line out: {"hosts": [...]} or {"error": ...}. A program hands its
// clients to `probe`; what it imports is the package of that release.
'use strict';
const path = require('path');
const vm = require('vm');
const readline = require('readline');
const ts = require('typescript');

const asked = [];
const loaded = new Map();

function packageOf(release) {
  if (!loaded.has(release)) {
    const root = path.join(process.cwd(), 'node_modules', `twilio-${release}`);
    const main = require(root);
    const transport = require(path.join(root, 'lib/base/RequestClient'));
    const prototype = (transport.default || transport).prototype;
    prototype.request = function (options) {
      asked.push(new URL(options.uri || options.url).hostname);
      return Promise.resolve({ statusCode: 200, body: '{}', headers: {} });
    };
    loaded.set(release, { root, main });
  }
  return loaded.get(release);
}

function requireFor(release, files) {
  const { root, main } = packageOf(release);
  return function (name) {
    if (name === 'twilio' || name === 'twilio/lib') return main;
    if (name.startsWith('twilio/')) return require(path.join(root, name.slice('twilio/'.length)));
    if (name === 'other') return { Client: class { constructor() {} }, connect() {} };
    if (files && name in files) return load(files[name], release, files);
    throw new Error(`cannot find ${name}`);
  };
}

function load(code, release, files, globals = {}) {
  const compiled = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      jsx: ts.JsxEmit.React,
    },
  }).outputText;
  const module = { exports: {} };
  const names = ['require', 'module', 'exports', ...Object.keys(globals)];
  const run = vm.runInThisContext(`(async function (${names.join(', ')}) {${compiled}\n})`);
  const done = run(requireFor(release, files), module, module.exports, ...Object.values(globals));
  if ('probe' in globals) return done;
  return module.exports;
}

async function judge({ code, release, files }) {
  asked.length = 0;
  const waiting = [];
  const probe = (client) =>
    waiting.push(client.request({ method: 'GET', uri: 'https://api.twilio.com/2010-04-01/Accounts.json' }));
  try {
    await load(code, release, files, { probe, log() {} });
    await Promise.all(waiting);
    return { hosts: [...asked] };
  } catch (error) {
    return { error: String((error && error.message) || error) };
  }
}

console.warn = () => {};
async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line)))}\n`);
  }
}
main();
