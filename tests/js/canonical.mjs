// SPDX-License-Identifier: Apache-2.0
// The same canonical N-Quads, byte for byte, as jsonld with rdf-canonize; and
// the digest that the bench compares with is that of theirs.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {canonical, generate, source} from './product.mjs';
import {nquads} from './peers.mjs';
import {done, ok, same} from './tap.mjs';
import {varied} from './variety.mjs';

const WORKLOAD = 200; // of each kind
const VARIED = 600;
const BENCH_DOCUMENTS = 64;
const ISSUER = 'did:example:issuer';

const documents = [
  ...generate('full', 0, WORKLOAD).map((text, n) => [`full ${n}`, text]),
  ...generate('minimal', 0, WORKLOAD).map((text, n) => [`minimal ${n}`, text]),
  ...Array.from({length: VARIED}, (_, n) =>
    [`varied ${n}`, JSON.stringify(varied(n, ISSUER))])
];

let refused = 0;
const bench = createHash('sha256');
const ours = canonical(documents.map(([, text]) => text));
for (const [i, [name, text]] of documents.entries()) {
  const theirs = await nquads(JSON.parse(text)).catch(() => 'refused');
  same(ours[i].error ? 'refused' : ours[i].nquads, theirs, name);
  refused += theirs === 'refused';
  if (i < BENCH_DOCUMENTS) {
    bench.update(theirs);
  }
}
const stated = readFileSync(join(source, 'bench/library.c'), 'utf8')
  .match(/CANONICAL_SHA256\[\] =\s+"([0-9a-f]{64})"/)[1];
same(stated, bench.digest('hex'), 'the digest in bench/library.c');
// Protected terms of one version of a context inside another: nobody signs it.
ok(refused > 0 && refused < VARIED / 4, `${refused} are refused by both`);
done();
