// SPDX-License-Identifier: Apache-2.0
// The other implementation: Digital Bazaar's, with contexts from contexts/
// and did:key made here, so that nothing is fetched.
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as jcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import jsonld from 'jsonld';
import rdfCanonize from 'rdf-canonize';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts} from './contexts.mjs';

export const SUITES = ['eddsa-rdfc-2022', 'eddsa-jcs-2022'];

function didKey(url) {
  const [did, fragment] = url.split('#');
  const publicKeyMultibase = did.slice('did:key:'.length);
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${did}#${publicKeyMultibase}`, type: 'Multikey', controller: did,
    publicKeyMultibase
  };
  return fragment ? method : {
    '@context': ['https://www.w3.org/ns/did/v1', method['@context']],
    id: did, verificationMethod: [method],
    assertionMethod: [method.id], authentication: [method.id]
  };
}

export async function documentLoader(url) {
  const document = url.startsWith('did:key:') ? didKey(url) : contexts.get(url);
  if (!document) {
    throw new Error(`no context for ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

// As eddsa-rdfc-2022 of Digital Bazaar canonicalises. Throws what it refuses.
export async function nquads(document) {
  const dataset = await jsonld.toRDF(document, {
    documentLoader, base: null, safe: true, rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false
  });
  return rdfCanonize.canonize(dataset,
    {algorithm: 'RDFC-1.0', format: 'application/n-quads'});
}

export async function makeKey() {
  const key = await Ed25519Multikey.generate();
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  return key;
}

export function issue(credential, key, suite) {
  const cryptosuite =
    suite === 'eddsa-jcs-2022' ? jcs.createSignCryptosuite() : rdfc;
  return vc.issue({
    credential, documentLoader,
    suite: new DataIntegrityProof({signer: key.signer(), cryptosuite})
  });
}

export async function verify(credential, suite) {
  const cryptosuite =
    suite === 'eddsa-jcs-2022' ? jcs.createVerifyCryptosuite() : rdfc;
  const result = await vc.verifyCredential({
    credential, documentLoader, suite: new DataIntegrityProof({cryptosuite})
  });
  return {
    verified: result.verified,
    why: [result.error, ...(result.error?.errors ?? [])]
      .map(error => error?.message).join('; ')
  };
}
