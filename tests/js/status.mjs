// SPDX-License-Identifier: Apache-2.0
// Status lists: what we make and sign, Digital Bazaar's library reads, verifies
// and looks up; what it makes and signs, we read, bit for bit.
import {BitstringStatusList, checkStatus, createCredential, createList}
  from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {documentLoader as contextLoader, issue, makeKey} from './peers.mjs';
import {command, makeFolder, statusLists} from './product.mjs';
import {done, ok, same} from './tap.mjs';
import {Chance} from './variety.mjs';

const SUITE = 'eddsa-rdfc-2022';
const URL = 'https://northfield.example/status/3';
const LEAST = 131072;
// Entries, and how many of them are set; the first and the last always.
const LISTS = [[LEAST, 0], [LEAST, 2], [LEAST, 1310], [LEAST, 65536],
  [LEAST + 8, 40], [1048576, 10000], [16777216, 20000]];
const folder = makeFolder();

function credimur(words, input) {
  const {status, stdout, stderr} = command(folder, words, input);
  if (status !== 0) {
    throw new Error(`credimur ${words.join(' ')}: ${stderr}`);
  }
  return stdout;
}

function draw(chance, entries, many) {
  const set = new Set(many ? [0, entries - 1] : []);
  while (set.size < many) {
    set.add(chance.below(entries));
  }
  return [...set].sort((a, b) => a - b);
}

const entryOf = index => ({
  id: `${URL}#${index}`, type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation', statusListIndex: String(index),
  statusListCredential: URL
});

// What their checkStatus says of a credential with this entry: true is set.
async function theyLookUp(list, index, issuer) {
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'], issuer, credentialSubject: {id: 'urn:a'},
    credentialStatus: entryOf(index)
  };
  const result = await checkStatus({
    credential, suite: new DataIntegrityProof({cryptosuite}),
    documentLoader: url => url === URL ?
      {contextUrl: null, documentUrl: url, document: list} : contextLoader(url)
  });
  return result.verified ? result.results[0].status : String(result.error);
}

async function checkOurs(chance, issuer, entries, many) {
  const set = draw(chance, entries, many);
  const name = `ours, ${many} of ${entries}`;
  const [made] = statusLists([{make: {id: URL, issuer, entries, set}}]);
  const signed = JSON.parse(
    credimur(['sign', '-', '--suite', SUITE], JSON.stringify(made)));
  const {encodedList} = signed.credentialSubject;
  const theirs = await BitstringStatusList.decode({encodedList});
  const found = [];
  for (let i = 0; i < theirs.length; i++) {
    if (theirs.getStatus(i)) {
      found.push(i);
    }
  }
  same(String(theirs.length), String(entries), `${name}: its length`);
  same(set.join(' '), found.join(' '), `${name}: they read the bits`);
  const last = entries - 1;
  for (const index of [0, 1, last, ...set.slice(1, 3)]) {
    const says = await theyLookUp(signed, index, issuer);
    ok(says === set.includes(index),
      `${name}: they verify it and look up ${index}`, says);
  }
}

async function checkTheirs(chance, key, entries, many) {
  const set = draw(chance, entries, many);
  const name = `theirs, ${many} of ${entries}`;
  const list = await createList({length: entries});
  set.forEach(index => list.setStatus(index, true));
  const made = await createCredential(
    {id: URL, list, statusPurpose: 'revocation'});
  made.issuer = key.controller;
  const signed = await issue(made, key, SUITE);
  const asked = [0, 1, entries - 1, ...set.slice(1, 3)];
  const [bits, ...values] = statusLists([{list: signed},
    ...asked.map(index => ({list: signed, entry: entryOf(index)})),
    {list: signed, entry: entryOf(entries)}]);
  same((bits.set ?? [bits.error]).join(' '), set.join(' '),
    `${name}: we read the bits`);
  asked.forEach((index, i) => ok(
    values[i].value === Number(set.includes(index)),
    `${name}: we look up ${index}`, JSON.stringify(values[i])));
  same(values.at(-1).error, 'status-index-range',
    `${name}: one beyond the end is refused`);
}

credimur(['init', '--name', 'Northfield College', '--no-input']);
const issuer = JSON.parse(credimur(['key', 'list', '--json'])).id;
const key = await makeKey();
const chance = new Chance(3);
for (const [entries, many] of LISTS) {
  await checkOurs(chance, issuer, entries, many);
  await checkTheirs(chance, key, entries, many);
}
const short = await createList({length: 1024});
const [refused] = statusLists([{list: await createCredential(
  {id: URL, list: short, statusPurpose: 'revocation'})
  .then(made => ({...made, issuer}))}]);
same(refused.error, 'status-list-short', 'theirs, 1024 entries: refused');
done();
