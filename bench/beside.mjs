// SPDX-License-Identifier: Apache-2.0
// Puts the peers' figures beside ours: beside.mjs OURS PEERS [--json]. OURS is
// what bench --json printed, PEERS the rows of the bench of peers.
import {readFileSync} from 'node:fs';

const [oursPath, peersPath, form] = process.argv.slice(2);
const lines = path => readFileSync(path, 'utf8').split('\n').filter(x => x);
const BASES = {'ed-verify': 'V', 'ed-sign': 'S'};

// The line of ours that an operation of a peer stands beside.
const LINES = [
  [/^toRDF \+ RDFC-1\.0 full$/, 'canonicalise'],
  [/^verify (eddsa-\w+-2022) full, no status list$/, 'verify $1-nostatus'],
  [/^issue (eddsa-\w+-2022) full$/, 'issue $1']
];

function readPeer(row) {
  const [name, operation, rate, , ratio] = row.split(' | ');
  const [form] = LINES.filter(([pattern]) => pattern.test(operation ?? ''));
  const [value, base] = (ratio ?? '').split(' x ');
  return form && BASES[base] && {
    name, line: operation.replace(...form), value: Number(value),
    rate: Number(rate), base: BASES[base]
  };
}

const ours = lines(oursPath).map(line => JSON.parse(line));
const peers = lines(peersPath).map(readPeer).filter(peer => peer);

function printJson() {
  for (const row of ours) {
    console.log(JSON.stringify(row));
  }
  for (const {name, line, value, base, rate} of peers) {
    console.log(JSON.stringify({
      line: `${line}, ${name}`, value, unit: 'ratio', better: 'higher',
      gate: null, goal: null, base, raw: Math.round(rate / value)
    }));
  }
}

const times = ratio => ratio < 10 ? ratio.toPrecision(2) : Math.round(ratio);

function printTable() {
  const print = (...cells) => console.log(cells.map((cell, i) =>
    [String(cell).padEnd(48), String(cell).padEnd(28)][i] ??
      String(cell).padStart(14)).join(''));
  print('line', 'who', 'figure', 'per CPU-s', 'ours is');
  for (const {line, value, base, unit, raw} of ours) {
    const rate = base ? Math.round(value * raw) : '';
    print(line, 'Credimur', `${value} ${base || unit.split(' ')[0]}`, rate, '');
    for (const peer of peers.filter(other => other.line === line)) {
      print('', peer.name, `${peer.value} ${base}`, Math.round(peer.rate),
        `${times(value / peer.value)} times`);
    }
  }
}

form === '--json' ? printJson() : printTable();
