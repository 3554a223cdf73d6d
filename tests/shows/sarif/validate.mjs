// validate.mjs FILE...: SARIF files against the published schema (ajv) and the rules of the SARIF SDK
// and of GitHub (sarif-multitool). The tool's exit status says nothing: what counts is the number of
// results in its own log. One rule is allowed: SARIF1004 on a URI that begins with "/", which
// section 3.24.3 of the standard wants for a nested artifact.
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
const log = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sarif-')), 'log.sarif');

function allowed(result) {
  return result.ruleId === 'SARIF1004' && result.message.id === 'Error_RelativeReferenceMustNotBeginWithSlash' &&
      result.message.arguments[1].startsWith('/');
}

let bad = 0;
for (const file of process.argv.slice(2)) {
  const ok = valid(JSON.parse(fs.readFileSync(file)));
  if (!ok) console.log(JSON.stringify(valid.errors.slice(0, 3)));
  fs.chmodSync(`${tool}/Sarif.Multitool`, 0o755);  // npm does not run the package's own step
  execFileSync(`${tool}/Sarif.Multitool`,
      ['validate', file, '--rule-kind', 'Sarif;Gh',
       '--level', 'Error;Warning', '-o', log, '--log', 'ForceOverwrite', '--max-file-size-in-kb', '4194304'],
      {stdio: 'ignore'});
  const results = JSON.parse(fs.readFileSync(log)).runs.flatMap(run => run.results ?? []);
  const wrong = results.filter(r => !allowed(r));
  for (const r of wrong.slice(0, 3)) console.log(r.ruleId, JSON.stringify(r.message));
  console.log(`${path.basename(file)}: ajv ${ok ? 0 : valid.errors.length} errors, multitool ${wrong.length} results ` +
      `(${results.length - wrong.length} of the one allowed)`);
  bad += wrong.length + (ok ? 0 : 1);
}
process.exit(bad === 0 ? 0 : 1);
