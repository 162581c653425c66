// SPDX-License-Identifier: Apache-2.0
// The example with our extension context, through npm jsonld: it expands in
// safe mode, and compacts again to every member it had. TAP; the packages are
// found by NODE_PATH.
'use strict';
const fs = require('fs');
const path = require('path');
const jsonld = require('jsonld');

const root = process.env.CREDIMUR_SOURCE || path.join(__dirname, '..', '..');
const contexts = path.join(root, 'contexts');
const files = new Map(
  fs.readFileSync(path.join(contexts, 'SOURCES'), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t')));

async function documentLoader(url) {
  if (!files.has(url)) {
    throw new Error(`${url} is not embedded`);
  }
  const text = fs.readFileSync(path.join(contexts, files.get(url)), 'utf8');
  return {documentUrl: url, document: JSON.parse(text), contextUrl: null};
}

const read = (name) =>
  JSON.parse(fs.readFileSync(path.join(root, 'examples', name), 'utf8'));

const context = [
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  'https://w3id.org/credimur/v1',
];

const credential = {
  '@context': context,
  id: 'urn:uuid:0b9f2c1e-7d36-8f5a-9d1e-2a6f4b8c9d10',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Data Analysis for Working Life',
  issuer: {
    id: 'https://northfield.example.edu',
    type: ['Profile'],
    name: 'Northfield College',
  },
  validFrom: '2026-05-03T09:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    achievement: read('data-analysis.json'),
  },
};

// Sets have no order, and an array of one may come back without brackets.
function normal(value) {
  if (Array.isArray(value)) {
    const items = value.map(normal);
    return items.length === 1 ? items[0] : items.sort((a, b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.keys(value).sort()
      .map((key) => [key, normal(value[key])]));
  }
  return value;
}

let count = 0;
let failed = 0;
function check(good, name, why) {
  count++;
  failed += good ? 0 : 1;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!good && why) {
    console.log(`# ${why}`);
  }
}

async function main() {
  const options = {documentLoader, safe: true};
  const expanded = await jsonld.expand(credential, options);
  const text = JSON.stringify(expanded);
  for (const term of Object.values(JSON.parse(fs.readFileSync(
    path.join(contexts, 'credimur-v1.json'), 'utf8'))['@context'])) {
    const iri = term['@id'] || term;
    if (typeof iri === 'string' && iri.startsWith('http')) {
      check(text.includes(`"${iri}"`), `expands to ${iri}`);
    }
  }
  const back = await jsonld.compact(expanded, {'@context': context}, options);
  const before = JSON.stringify(normal(credential));
  const after = JSON.stringify(normal(back));
  check(before === after, 'every member comes back', after);
  console.log(`1..${count}`);
  process.exit(failed ? 1 : 0);
}

main().catch((error) => {
  console.log(`Bail out! ${error.message}`);
  process.exit(1);
});
