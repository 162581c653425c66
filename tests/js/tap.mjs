// SPDX-License-Identifier: Apache-2.0
// The Test Anything Protocol: a line for each case, and a plan at the end.
let count = 0;
let failed = 0;

export function ok(good, name, why = '') {
  count++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!good) {
    failed++;
    for (const line of String(why).split('\n').slice(0, 20)) {
      console.log(`# ${line}`);
    }
  }
  return good;
}

export function same(ours, theirs, name) {
  return ok(ours === theirs, name, ours === theirs ? '' :
    firstDifference(String(ours), String(theirs)));
}

// Nothing to compare: all of it is skipped, and with CI=true it has failed.
export function skipAll(why) {
  if (process.env.CI === 'true') {
    console.log(`Bail out! ${why}`);
    process.exit(1);
  }
  console.log(`1..0 # SKIP ${why}`);
  process.exit(0);
}

export function done() {
  console.log(`1..${count}`);
  process.exitCode = failed ? 1 : 0;
}

function firstDifference(ours, theirs) {
  const a = ours.split('\n');
  const b = theirs.split('\n');
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at < 0 ? a.length : at;
  return `line ${line + 1}\nours:   ${a[line]}\ntheirs: ${b[line]}`;
}
