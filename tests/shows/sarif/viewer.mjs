// viewer.mjs FILE NAME...: opens a SARIF file in the viewer component of the SARIF project (in jsdom) and
// looks for each NAME in what it shows. Then asks of each result that its nested artifacts lead, by
// parentIndex, to the file its first location names.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {JSDOM} from 'jsdom';

const require = createRequire(import.meta.url);
const dom = new JSDOM('<!doctype html><meta charset="utf-8"><body><div id="a"></div></body>', {pretendToBeVisual: true, url: 'http://localhost/'});
const w = dom.window;
for (const name of ['window', 'document', 'HTMLElement', 'Element', 'Node', 'MouseEvent', 'KeyboardEvent', 'Event', 'CustomEvent',
  'getComputedStyle', 'requestAnimationFrame', 'cancelAnimationFrame', 'DOMParser', 'MutationObserver', 'SVGElement', 'localStorage']) {
  try { globalThis[name] = name === 'window' ? w : w[name]; } catch { Object.defineProperty(globalThis, name, {value: w[name], configurable: true}); }
}
try { Object.defineProperty(globalThis, 'navigator', {value: w.navigator, configurable: true}); } catch {}
globalThis.self = w;
class Observer { constructor(f) { this.f = f; } observe(t) { this.f([{target: t, isIntersecting: true, intersectionRatio: 1}], this); } unobserve() {} disconnect() {} }
globalThis.IntersectionObserver = w.IntersectionObserver = Observer;
globalThis.ResizeObserver = w.ResizeObserver = Observer;
w.matchMedia = globalThis.matchMedia = () => ({matches: false, addListener() {}, removeListener() {}});
w.scrollTo = () => {};

const [file, ...names] = process.argv.slice(2);
const log = JSON.parse(fs.readFileSync(file, 'utf8'));
const React = require('react'), ReactDOM = require('react-dom');
const {Viewer} = require('@microsoft/sarif-web-component');
ReactDOM.render(React.createElement(Viewer, {logs: [log]}), w.document.getElementById('a'));
await new Promise(done => setTimeout(done, 3000));
const shown = w.document.body.textContent;
let bad = 0;
for (const name of names) {
  const found = shown.includes(name);
  if (!found) ++bad;
  console.log(`${found ? 'shown' : 'NOT shown'}: ${name}`);
}
if (bad) console.log("what it shows:", shown.slice(0, 2000));
for (const run of log.runs) {
  for (const result of run.results) {
    const root = result.locations[0].physicalLocation.artifactLocation;
    let index = result.relatedLocations[0].physicalLocation.artifactLocation.index;
    while (run.artifacts[index].parentIndex !== undefined) index = run.artifacts[index].parentIndex;
    const top = run.artifacts[index].location;
    if (index !== root.index || top.uri !== root.uri || top.uriBaseId !== root.uriBaseId) ++bad;
  }
}
process.exit(bad === 0 ? 0 : 1);
