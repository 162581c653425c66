// SPDX-License-Identifier: Apache-2.0
// What we issue and sign, Digital Bazaar's library verifies; what it issues,
// we verify; and what is changed afterwards, both refuse. Both cryptosuites.
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {SUITES, issue, makeKey, nquads, verify} from './peers.mjs';
import {command, generate, makeFolder, source} from './product.mjs';
import {done, ok} from './tap.mjs';
import {varied} from './variety.mjs';

const PEOPLE = 5;
const DOCUMENTS = 40; // of theirs, and of those that we sign
const folder = makeFolder();
const lines = text => text.split('\n').filter(line => line);

// Runs the command; whatever it refuses is shown.
function credimur(words, input) {
  const result = command(folder, words, input);
  if (result.status !== 0) {
    throw new Error(`credimur ${words.join(' ')}: ${result.stderr}`);
  }
  return result.stdout;
}

// The verdicts of `credimur verify` on credentials, one a line.
function verdicts(credentials) {
  const path = join(folder, 'theirs.ndjson');
  writeFileSync(path, credentials.map(c => JSON.stringify(c) + '\n').join(''));
  const {stdout} = command(folder, ['verify', '--json', '--offline', path]);
  return lines(stdout).map(line => JSON.parse(line));
}

// The name of the achievement is another.
function changed(credential) {
  const copy = structuredClone(credential);
  copy.credentialSubject.achievement.name += '!';
  return copy;
}

async function checkTheyVerify(credential, suite, name) {
  const good = await verify(credential, suite);
  ok(good.verified, `${suite}: ${name}: they verify it`, good.why);
  const bad = await verify(changed(credential), suite);
  ok(!bad.verified, `${suite}: ${name}, changed: they refuse it`);
}

function checkWeVerify(credentials, suite, name) {
  verdicts(credentials).forEach((report, i) => ok(report.verdict === 'valid',
    `${suite}: ${name} ${i}: we verify it`, JSON.stringify(report.checks)));
  verdicts(credentials.map(changed)).forEach((report, i) => ok(
    report.verdict === 'invalid' && report.checks.some(check =>
      check.id === 'proof' && check.result === 'fail'),
    `${suite}: ${name} ${i}, changed: we refuse its proof`,
    JSON.stringify(report)));
}

async function checkIssued(suite, flags) {
  const list = join(folder, 'class.csv');
  const people = Array.from({length: PEOPLE}, (_, n) =>
    `S-${n},Ann Ö. Åström ${n},ann${n}@example.org,2025-01-${n + 10}\n`);
  writeFileSync(list, 'external id,name,email,date\n' + people.join(''));
  const issued = lines(credimur(['issue', '--achievement', 'example', '--csv',
    list, '--suite', suite, '--identify-by', 'email', ...flags]));
  ok(issued.length === PEOPLE, `${suite}: a credential for everyone`,
    `${issued.length} lines`);
  for (const [n, line] of issued.entries()) {
    await checkTheyVerify(JSON.parse(line), suite,
      ['issued', ...flags, n].join(' '));
  }
}

// Some with languages, scripts and numbers. We sign none with a context of its
// own, and endorsements inside need proofs of theirs first.
async function documents(issuer) {
  const all = [...generate('minimal', 0, 5, issuer),
    ...generate('nostatus', 0, 5, issuer)].map(text => JSON.parse(text));
  for (let n = 0; all.length < DOCUMENTS; n++) {
    const document = varied(n, issuer);
    if (document['@context'].every(url => typeof url === 'string') &&
        !JSON.stringify(document).includes('EndorsementCredential') &&
        await nquads(document).catch(() => '')) {
      all.push(document);
    }
  }
  return all;
}

async function checkSigned(suite, issuer) {
  for (const [n, document] of (await documents(issuer)).entries()) {
    const signed = credimur(['sign', '-', '--suite', suite],
      JSON.stringify(document));
    await checkTheyVerify(JSON.parse(signed), suite, `signed ${n}`);
  }
}

async function checkTheirs(suite) {
  const key = await makeKey();
  const issued = [];
  for (const document of await documents(key.controller)) {
    issued.push(await issue(document, key, suite));
  }
  checkWeVerify(issued, suite, 'theirs');
  for (const [n, credential] of issued.entries()) {
    const bad = await verify(changed(credential), suite);
    ok(!bad.verified, `${suite}: theirs ${n}, changed: they refuse it too`);
  }
}

// What stands in examples/foreign, and how it was made, is said there.
async function checkExamples() {
  const place = join(source, 'examples', 'foreign');
  for (const name of readdirSync(place).filter(n => n.endsWith('.json'))) {
    const credential = JSON.parse(readFileSync(join(place, name), 'utf8'));
    await checkTheyVerify(credential, credential.proof.cryptosuite, name);
    checkWeVerify([credential], credential.proof.cryptosuite, name);
  }
}

credimur(['init', '--name', 'Example College', '--example', '--no-input']);
const issuer = JSON.parse(credimur(['key', 'list', '--json'])).id;
for (const suite of SUITES) {
  await checkIssued(suite, []);
  await checkIssued(suite, ['--plain']);
  await checkSigned(suite, issuer);
  await checkTheirs(suite);
}
await checkExamples();
done();
