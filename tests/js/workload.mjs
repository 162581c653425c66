// SPDX-License-Identifier: Apache-2.0
// The bench's credentials are, byte for byte, those that its peers are
// measured on (gen.mjs of the bench of peers, beside the vectors).
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {generate, source} from './product.mjs';
import {done, same, skipAll} from './tap.mjs';

const MANY = 200;
const ISSUER = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH';

const vectors = process.env.CREDIMUR_VECTORS ??
  join(source, '..', 'shared', 'vectors');
const path = resolve(vectors, '..', 'bench', 'gen.mjs');
if (!existsSync(path)) {
  skipAll('the bench of peers is not beside the tree');
}
const peers = await import(pathToFileURL(path));

for (const kind of ['full', 'minimal']) {
  generate(kind, 0, MANY, ISSUER).forEach((ours, n) => {
    same(ours, JSON.stringify(peers[kind](n, ISSUER)), `${kind} ${n}`);
  });
}
const {credentialSchema, credentialStatus, ...rest} = peers.full(7, ISSUER);
same(generate('nostatus', 7, 1, ISSUER)[0], JSON.stringify(rest),
  'full 7 without schema and status');
done();
