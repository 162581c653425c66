// SPDX-License-Identifier: Apache-2.0
// Open Badges 3.0 credentials as different as people make them: optional
// members, one value or many, languages, scripts, numbers, nested credentials.
// The same number always gives the same credential.
const V2 = 'https://www.w3.org/ns/credentials/v2';
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/';
const VERSION = 'context-3.0.3.json';
const OLD_VERSION = 'context-3.0.2.json';

// No text begins above U+E000 but with a surrogate pair: rdf-canonize 5.0.0
// sorts lines by UTF-16 units, where RDFC-1.0 asks for code points.
const TEXTS = [
  'Data Analysis', 'Analyse de données', 'Análisis de datos', 'Datenanalyse',
  'تحليل البيانات', 'ניתוח נתונים', '数据分析', 'データ分析', '데이터 분석',
  'Ανάλυση δεδομένων', 'Анализ данных', 'डेटा विश्लेषण', 'การวิเคราะห์',
  'e\u0301 is not \u00e9', 'a "quoted" \\ text', 'two\nlines\r\nand\ta tab',
  '\u0001\u0008\u000c\u001f\u007f', '\u0085\u2028\u2029\ufeff', '👩🏽‍🎓🎓',
  'end: \ufffd\ufffe\uffff', '𝔘𝔫𝔦𝔠𝔬𝔡𝔢', ' spaces  kept ', '', '<b>&amp;</b>',
  'x'.repeat(300), '\u202eturned\u202c'
];
const LANGUAGES = ['en', 'de-CH', 'EN-us', 'zh-Hant-TW', 'ar', 'sr-Latn'];
// No 1e-7 or 5e-324: jsonld 9.0.0 takes a fraction for an integer when its
// text has no point, and writes "0".
const NUMBERS = [0, 1, 3, -7, 2.5, 0.1, 1.5e-7, 1e21, 123456789012, 1.7e308];
const DATES = ['2025-01-15T09:00:00Z', '2024-02-29T23:59:59.123Z',
  '2023-06-30T12:00:00+05:45', '2025-01-15T09:00:00-00:00'];

// mulberry32: small, and the same everywhere.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class Chance {
  constructor(seed) {
    this.next = generator(seed);
    this.ids = 0;
    this.seed = seed;
  }
  below(n) {
    return Math.floor(this.next() * n);
  }
  maybe(share = 0.5) {
    return this.next() < share;
  }
  one(values) {
    return values[this.below(values.length)];
  }
  list(most, make) {
    return Array.from({length: this.below(most + 1)}, make);
  }
  // One value alone, one in an array, or several: JSON-LD takes them all.
  some(make) {
    const several = Array.from({length: 1 + this.below(3)}, make);
    return several.length === 1 && this.maybe() ? several[0] : several;
  }
  url(what) {
    return `https://issuer.example.edu/${what}/${this.seed}-${this.ids++}`;
  }
}

// Keeps each optional member, or leaves it out.
function with_(chance, required, optional) {
  const object = {...required};
  for (const [name, make] of Object.entries(optional)) {
    if (chance.maybe(0.4)) {
      object[name] = make();
    }
  }
  return object;
}

const text = c => c.one(TEXTS);

// A name or description of the data model may say its language. No text twice:
// jsonld 9.0.0 drops one that differs from another in its direction alone.
function worded(c) {
  if (c.maybe(0.6)) {
    return text(c);
  }
  const values = c.some(() => with_(c, {'@value': text(c)}, {
    '@language': () => c.one(LANGUAGES),
    '@direction': () => c.one(['ltr', 'rtl'])
  }));
  return Array.isArray(values) ? values.filter((value, i) =>
    values.findIndex(v => v['@value'] === value['@value']) === i) : values;
}

const image = c => with_(c, {id: c.url('images'), type: 'Image'},
  {caption: () => text(c)});

const identifier = c => ({
  type: 'IdentifierEntry', identifier: text(c),
  identifierType: c.one(['sourcedId', 'nationalIdentityNumber', 'identifier'])
});

const address = c => with_(c, {type: ['Address']}, {
  addressCountry: () => text(c), addressLocality: () => text(c),
  streetAddress: () => text(c), postalCode: () => text(c),
  geo: () => ({type: 'GeoCoordinates', latitude: c.one(NUMBERS),
    longitude: c.one(NUMBERS)})
});

function profile(c, id, depth = 0) {
  return with_(c, {id, type: c.maybe() ? 'Profile' : ['Profile']},
    {
      name: () => text(c), url: () => c.url('pages'), phone: () => text(c),
      description: () => text(c), image: () => image(c),
      email: () => 'registrar@issuer.example.edu', address: () => address(c),
      otherIdentifier: () => c.some(() => identifier(c)),
      dateOfBirth: () => '1999-12-31',
      ...(depth < 2 &&
        {parentOrg: () => profile(c, c.url('orgs'), depth + 1)}),
      ...(depth < 1 && {endorsement: () => [endorsement(c)]})
    });
}

const alignment = c => with_(c, {
  type: c.maybe() ? 'Alignment' : ['Alignment'], targetName: text(c),
  targetUrl: c.maybe(0.2) ? 'https://framework.example.org/same' : c.url('skills')
}, {
  targetCode: () => text(c), targetDescription: () => text(c),
  targetFramework: () => text(c),
  targetType: () => c.one(['ceasn:Competency', 'CFItem', 'ext:LocalSkill'])
});

function resultDescription(c) {
  const level = () => with_(c,
    {id: c.url('levels'), type: ['RubricCriterionLevel'], name: text(c)},
    {description: () => text(c), level: () => text(c), points: () => '1',
      alignment: () => [alignment(c)]});
  return with_(c, {
    id: c.url('results'), type: ['ResultDescription'], name: text(c),
    resultType: c.one(['Percent', 'Status', 'RubricCriterionLevel', 'ext:Own'])
  }, {
    allowedValue: () => c.list(3, () => text(c)), valueMin: () => '0',
    valueMax: () => '100', requiredValue: () => '70',
    rubricCriterionLevel: () => c.list(3, level),
    alignment: () => c.list(2, () => alignment(c))
  });
}

const endorsement = c => with_(c, {
  '@context': [V2, OB + VERSION], id: c.url('endorsements'),
  type: ['VerifiableCredential', 'EndorsementCredential'],
  issuer: profile(c, 'did:example:endorser', 9), validFrom: c.one(DATES),
  credentialSubject: with_(c, {id: c.url('endorsed'),
    type: ['EndorsementSubject']}, {endorsementComment: () => text(c)})
}, {name: () => worded(c), description: () => worded(c)});

const achievement = c => with_(c, {
  id: c.url('achievements'), type: c.maybe() ? 'Achievement' : ['Achievement'],
  name: text(c), description: text(c),
  criteria: with_(c, {narrative: text(c)}, {id: () => c.url('criteria')})
}, {
  achievementType: () => c.one(['Badge', 'MicroCredential', 'ext:Stamp']),
  alignment: () => c.list(5, () => alignment(c)), version: () => text(c),
  creator: () => profile(c, c.url('creators')), humanCode: () => text(c),
  creditsAvailable: () => c.one(NUMBERS), fieldOfStudy: () => text(c),
  image: () => image(c), inLanguage: () => c.one(LANGUAGES),
  otherIdentifier: () => c.some(() => identifier(c)),
  related: () => c.some(() => with_(c, {id: c.url('related'),
    type: ['Related']}, {inLanguage: () => c.one(LANGUAGES)})),
  resultDescription: () => c.list(2, () => resultDescription(c)),
  specialization: () => text(c), endorsement: () => [endorsement(c)],
  tag: () => c.list(4, () => c.one(['a', 'b', 'b', ...TEXTS]))
});

// A result belongs to a description of the achievement, and its level too.
function result(c, descriptions = []) {
  const description = descriptions.length ? c.one(descriptions) : {};
  const levels = description.rubricCriterionLevel ?? [];
  return with_(c, {type: ['Result']}, {
    value: () => text(c), status: () => c.one(['Completed', 'Failed']),
    alignment: () => [alignment(c)],
    ...(description.id && {resultDescription: () => description.id}),
    ...(levels.length && {achievedLevel: () => c.one(levels).id})
  });
}

function subject(c) {
  const achieved = achievement(c);
  return with_(c, {
    id: `did:example:learner-${c.seed}`,
    type: c.maybe() ? 'AchievementSubject' : ['AchievementSubject'],
    achievement: achieved
  }, {
    role: () => text(c),
    identifier: () => c.some(() => ({type: 'IdentityObject', hashed: false,
      identityHash: text(c), identityType: 'name', salt: 'salt'})),
    activityStartDate: () => '2024-09-01T08:00:00Z',
    activityEndDate: () => '2025-01-10T16:00:00+01:00',
    creditsEarned: () => c.one(NUMBERS), licenseNumber: () => text(c),
    narrative: () => text(c), source: () => profile(c, c.url('sources')),
    result: () => c.list(3, () => result(c, achieved.resultDescription)),
    term: () => text(c), image: () => image(c)
  });
}

const evidence = c => with_(c, {type: ['Evidence']}, {
  id: () => c.url('evidence'), name: () => text(c), genre: () => text(c),
  description: () => text(c), narrative: () => text(c), audience: () => text(c)
});

// Credential number `n` of `issuer`.
export function varied(n, issuer) {
  const c = new Chance(n);
  const own = c.maybe(0.2) && {xTerm: 'https://example.org/terms#x'};
  return with_(c, {
    '@context': [V2, OB + (c.maybe(0.1) ? OLD_VERSION : VERSION), ...(own ? [own] : [])],
    id: `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    type: ['VerifiableCredential',
      c.one(['OpenBadgeCredential', 'AchievementCredential'])],
    issuer: profile(c, issuer),
    validFrom: '2025-01-15T09:00:00Z',
    credentialSubject: subject(c),
    ...(own && {xTerm: c.some(() => c.one([...TEXTS, ...NUMBERS, true, false]))})
  }, {
    name: () => worded(c), description: () => worded(c), image: () => image(c),
    awardedDate: () => c.one(DATES), validUntil: () => '2045-01-15T09:00:00Z',
    evidence: () => c.some(() => evidence(c)),
    endorsement: () => c.list(2, () => endorsement(c)),
    termsOfUse: () => c.some(() => ({type: 'https://example.org/terms#Policy',
      id: c.url('terms')}))
  });
}
