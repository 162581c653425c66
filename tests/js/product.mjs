// SPDX-License-Identifier: Apache-2.0
// Our programs, as the tests run them: paths come from the build.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const MOST_BYTES = 1 << 30;

export const source = process.env.CREDIMUR_SOURCE;

function run(path, words, input, env) {
  const result = spawnSync(path, words, {
    input, env: {...process.env, ...env}, maxBuffer: MOST_BYTES,
    encoding: 'utf8'
  });
  if (result.error) {
    throw result.error;
  }
  return result;
}

const lines = text => text.split('\n').filter(line => line);

// Credentials of the bench: kind is full, nostatus or minimal.
export function generate(kind, first, many, issuer) {
  const words = [kind, String(first), String(many), ...(issuer ? [issuer] : [])];
  return lines(run(process.env.JS_GENERATE, words).stdout);
}

// For each document {nquads} or {error}, as our library gives it.
export function canonical(documents) {
  const input = documents.map(text => text + '\n').join('');
  return lines(run(process.env.JS_CANONICAL, [], input).stdout)
    .map(line => JSON.parse(line));
}

// What our library makes of questions on status lists (status.c).
export function statusLists(questions) {
  const input = questions.map(q => JSON.stringify(q) + '\n').join('');
  return lines(run(process.env.JS_STATUS, [], input).stdout)
    .map(line => JSON.parse(line));
}

// A folder for this run, gone at its end.
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'credimur-js-'));
  process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

// The command, with an installation of its own in `folder`.
export function command(folder, words, input) {
  return run(process.env.JS_COMMAND, words, input, {
    XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: join(folder, 'config')
  });
}
