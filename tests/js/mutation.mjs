// SPDX-License-Identifier: Apache-2.0
// Signed credentials, changed at random, judged by us and by Digital Bazaar's
// library: mutation.mjs [COUNT [SEED]]. We refuse more than it does: the rules
// of Open Badges, keywords and contexts in odd places. But what we call valid
// it verifies, and no signature that it finds good is wrong to us.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {SUITES, issue, makeKey, verify} from './peers.mjs';
import {command, generate, makeFolder} from './product.mjs';
import {done, ok} from './tap.mjs';
import {Chance} from './variety.mjs';

const count = Number(process.argv[2] ?? 300);
const seed = Number(process.argv[3] ?? 1);
const BATCH = 1000;
const folder = makeFolder();

const VALUES = ['', 'x', 0, 1.5, true, false, null, [], {}, ['a', 'b'],
  'https://example.org/', 'did:key:z6Mk', '2025-01-01T00:00:00Z', '\u202e',
  {'@value': 'x'}, {'@id': 'urn:x'}, {id: 'urn:x', type: 'Achievement'},
  {'@value': 'x', '@language': 'de', '@direction': 'rtl'}];
const NAMES = ['id', '@id', 'type', '@type', 'name', 'proof', '@context',
  '@graph', '@included', '@index', 'issuer', 'validFrom', 'validUntil',
  'credentialSubject', 'achievement', 'undefinedTerm', 'termsOfUse',
  'description', '@language', 'domain', 'challenge', 'expires', 'created'];

// Every place in the tree: the container and the key in it.
function places(value, found = []) {
  if (value && typeof value === 'object') {
    for (const key of Object.keys(value)) {
      found.push([value, key]);
      places(value[key], found);
    }
  }
  return found;
}

function rename(object, key, name) {
  if (!Array.isArray(object)) {
    const value = object[key];
    delete object[key];
    object[name] = value;
  }
}

const CHANGES = [
  (c, object, key) => { object[key] = c.one(VALUES); },
  (c, object, key) => Array.isArray(object) ? object.splice(Number(key), 1) :
    delete object[key],
  (c, object, key) => { object[key] = [object[key]]; },
  (c, object, key) => { object[key] = [object[key], c.one(VALUES)]; },
  (c, object) => { object[c.one(NAMES)] = c.one(VALUES); },
  (c, object, key) => rename(object, key, c.one(NAMES)),
  (c, object, key, all) => { object[key] = structuredClone(
    (([from, name]) => from[name])(c.one(all))); },
  (c, object, key) => {
    if (typeof object[key] === 'string') {
      const at = c.below(object[key].length + 1);
      object[key] = object[key].slice(0, at) +
        c.one(['', 'x', ' ', '#', '/', '\u00e9']) +
        object[key].slice(at + c.below(2));
    }
  },
  // These mean the same, in JSON-LD or in JSON: both verify, or neither.
  (c, object, key) => {
    if (Array.isArray(object[key])) {
      object[key].reverse();
    }
  },
  (c, object, key) => rename(object, key, key)
];

function mutated(credential, c) {
  const copy = structuredClone(credential);
  for (let n = 1 + c.below(2); n > 0; n--) {
    const all = places(copy);
    const [object, key] = c.one(all);
    c.one(CHANGES)(c, object, key, all);
  }
  return copy;
}

// For each credential: its verdict, and the codes of what was found.
function judge(credentials) {
  const path = join(folder, 'mutated.ndjson');
  writeFileSync(path, credentials.map(c => JSON.stringify(c) + '\n').join(''));
  const {stdout} = command(folder, ['verify', '--json', '--offline', path]);
  return stdout.split('\n').filter(line => line).map(line => {
    const {verdict = 'none', checks = []} = JSON.parse(line);
    return {verdict, codes: checks.map(check => check.code)};
  });
}

const key = await makeKey();
const originals = [];
for (const suite of SUITES) {
  for (const kind of ['minimal', 'nostatus']) {
    for (const text of generate(kind, 0, 4, key.controller)) {
      originals.push([suite, await issue(JSON.parse(text), key, suite)]);
    }
  }
}

const tally = {};
for (let from = 0; from < count; from += BATCH) {
  const batch = [];
  for (let n = from; n < Math.min(count, from + BATCH); n++) {
    const c = new Chance(seed * 1000003 + n);
    const [suite, credential] = c.one(originals);
    batch.push([suite, mutated(credential, c)]);
  }
  const ours = judge(batch.map(([, credential]) => credential));
  for (const [i, [suite, credential]] of batch.entries()) {
    const theirs = await verify(credential, suite)
      .catch(error => ({verified: false, why: error.message}));
    const {verdict, codes} = ours[i];
    const row = `we ${verdict}, they ${theirs.verified ? 'verified' : 'not'}`;
    tally[row] = (tally[row] ?? 0) + 1;
    ok(theirs.verified ? !codes.includes('signature-mismatch') :
      verdict !== 'valid',
      `${suite} ${from + i}`,
      [row, codes, theirs.why, JSON.stringify(credential)].join('\n'));
  }
}
for (const [row, n] of Object.entries(tally)) {
  console.log(`# ${n}: ${row}`);
}
done();
