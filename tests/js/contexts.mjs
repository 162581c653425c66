// SPDX-License-Identifier: Apache-2.0
// The contexts in contexts/: read by all the tests, and compared here with
// the packages of npm that SOURCES says hold the same.
import {readFileSync, realpathSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {fileURLToPath} from 'node:url';
import {join} from 'node:path';
import {source} from './product.mjs';
import {done, ok} from './tap.mjs';

const folder = join(source, 'contexts');
const NONE = '-';

const rows = readFileSync(join(folder, 'SOURCES'), 'utf8').split('\n')
  .filter(line => line && !line.startsWith('#'))
  .map(line => line.split('\t'))
  .map(([url, file, , , , , npm]) => ({url, file, npm}));

export const contexts = new Map(rows.map(({url, file}) =>
  [url, JSON.parse(readFileSync(join(folder, file), 'utf8'))]));

async function compare({url, npm}) {
  const at = npm.lastIndexOf('@');
  const name = npm.slice(0, at);
  const installed = JSON.parse(readFileSync(
    new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8'));
  const theirs = (await import(name)).contexts.get(url);
  ok(installed.version === npm.slice(at + 1) &&
     isDeepStrictEqual(contexts.get(url), theirs), `${url} is that of ${npm}`,
    theirs ? 'they differ' : 'the package has no such context');
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const row of rows.filter(({npm}) => npm !== NONE)) {
    await compare(row);
  }
  done();
}
