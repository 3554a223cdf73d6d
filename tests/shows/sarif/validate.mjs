// validate.mjs FILE...: SARIF files against the published schema (ajv) and the rules of the SARIF SDK
// and of GitHub (sarif-multitool). ajv sees each file whole. multitool takes minutes for some ten
// thousand results: of a larger file it gets every n-th result and notification, about 5,000 of each,
// with every artifact these use, and its line says so. The tool's exit status says nothing: what
// counts is the number of results in its own log. One rule is allowed: SARIF1004 on a URI that begins
// with "/", which section 3.24.3 of the standard wants for a nested artifact. The profile `strict` has
// no invented line: its files are not measured by GitHub's rules, and SARIF2017 (no region) is allowed.
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {execFileSync} from 'node:child_process';

const tool = 'node_modules/@microsoft/sarif-multitool-linux';
const ajv = new Ajv({strict: false, allErrors: false});
addFormats(ajv);
const valid = ajv.compile(JSON.parse(fs.readFileSync(`${tool}/sarif-2.1.0.json`)));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sarif-'));
process.on('exit', () => fs.rmSync(folder, {recursive: true, force: true}));
const log = path.join(folder, 'log.sarif');
const part = path.join(folder, 'part.sarif');
const MOST = 5000;
fs.chmodSync(`${tool}/Sarif.Multitool`, 0o755);  // npm does not run the package's own step

function allowed(result, strict) {
  if (strict && result.ruleId === 'SARIF2017') return true;
  return result.ruleId === 'SARIF1004' && result.message.id === 'Error_RelativeReferenceMustNotBeginWithSlash' &&
      result.message.arguments[1].startsWith('/');
}

const notifications = run => run.invocations?.[0].toolExecutionNotifications ?? [];

// Every n-th of `items`, at most about `most` of `all`.
const thinned = (items, all, most) => items.filter((_, i) => i % Math.ceil(all / most) === 0);

// Every artifactLocation and every other object with an index into the artifacts, below `node`.
function* indexed(node) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.artifactLocation?.index === 'number') yield node.artifactLocation;
  for (const child of Object.values(node)) yield* indexed(child);
}

// Cuts `log` down in place. Artifacts keep their order; parents come along with what lies in them.
function thin(log, results, notes) {
  for (const run of log.runs) {
    run.results = thinned(run.results, results, MOST);
    if (notes > MOST) run.invocations[0].toolExecutionNotifications = thinned(notifications(run), notes, MOST);
    const places = [...indexed(run.results), ...indexed(run.invocations)];
    const used = new Set();
    for (const place of places) {
      for (let i = place.index; i !== undefined && !used.has(i); i = run.artifacts[i].parentIndex) used.add(i);
    }
    const order = [...used].sort((a, b) => a - b);
    const now = new Map(order.map((was, i) => [was, i]));
    for (const place of places) place.index = now.get(place.index);
    run.artifacts = order.map(i => run.artifacts[i]);
    for (const artifact of run.artifacts) {
      if (artifact.parentIndex !== undefined) artifact.parentIndex = now.get(artifact.parentIndex);
    }
  }
  fs.writeFileSync(part, JSON.stringify(log));
  return log.runs.reduce((sum, run) => sum + run.results.length, 0);
}

let bad = 0;
for (const file of process.argv.slice(2)) {
  const whole = JSON.parse(fs.readFileSync(file));
  const ok = valid(whole);
  const count = what => whole.runs.reduce((sum, run) => sum + what(run).length, 0);
  const results = count(run => run.results), notes = count(notifications);
  // All indices lead somewhere, in the whole file: ajv does not see that, and multitool may get a part.
  for (const run of whole.runs) {
    const lost = [...indexed(run.results), ...indexed(run.invocations)].filter(a => run.artifacts[a.index]?.location.uri !== a.uri)
        .length + run.artifacts.filter((a, i) => a.parentIndex !== undefined && !(a.parentIndex < i)).length;
    if (lost) console.log(`${lost} indices lead to another artifact or to none`);
    bad += lost;
  }
  const strict = path.basename(file).startsWith('strict');
  const much = results > MOST || notes > MOST;
  const checked = much ? thin(whole, results, notes) : results;
  if (!ok) console.log(JSON.stringify(valid.errors.slice(0, 3)));
  execFileSync(`${tool}/Sarif.Multitool`,
      ['validate', much ? part : file, '--rule-kind', strict ? 'Sarif' : 'Sarif;Gh',
       '--level', 'Error;Warning', '-o', log, '--log', 'ForceOverwrite', '--max-file-size-in-kb', '4194304'],
      {stdio: 'ignore'});
  const found = JSON.parse(fs.readFileSync(log)).runs.flatMap(run => run.results ?? []);
  const wrong = found.filter(r => !allowed(r, strict));
  for (const r of wrong.slice(0, 3)) console.log(r.ruleId, JSON.stringify(r.message));
  console.log(`${path.basename(file)}: ${results} results, ${notes} notifications: ajv ${ok ? 0 : valid.errors.length} errors on all; ` +
      `multitool on ${much ? 'an extract of ' : 'all '}${checked}: ${wrong.length} results ` +
      `(${found.length - wrong.length} of ${strict ? 'the two' : 'the one'} allowed)`);
  bad += wrong.length + (ok ? 0 : 1);
}
process.exit(bad === 0 ? 0 : 1);
