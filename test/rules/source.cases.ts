import type { RuleOf } from '../../src/core/diagnostic.ts'
import type { FoundCase, RuleCase, RuleCases } from './rule-case.ts'

const manifest = `{
  "manifest": {
    "permissions": [{ "name": "alexa::devices:all:notifications:write" }],
    "events": {
      "publications": [{ "eventName": "AMAZON.WeatherAlert.Activated" }],
      "subscriptions": [{ "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }],
      "endpoint": { "uri": "arn:aws:lambda:us-east-1:123456789012:function:weather" }
    },
    "publishingInformation": { "locales": { "en-US": {} } }
  }
}
`

const event = `event:
  name: AMAZON.WeatherAlert.Activated
  payload:
    weatherAlert:
      source: localizedattribute:source
      alertType: TORNADO
localizedAttributes:
  en-US:
    source: Weather Channel
`

type Text = string | Uint8Array

function foundInManifest(name: string, text: Text, at: string, says: string): FoundCase {
  return { name, files: { 'skill.json': text }, at: `skill.json:${at}`, says }
}

function cleanManifest(name: string, text: Text): RuleCase {
  return { name, files: { 'skill.json': text } }
}

function foundInEvent(name: string, text: Text, at: string, says: string): FoundCase {
  return { ...cleanEvent(name, text), at: `event.yaml:${at}`, says }
}

function cleanEvent(name: string, text: Text): RuleCase {
  return {
    name,
    settings: { 'event-file': 'event.yaml' },
    files: { 'skill.json': manifest, 'event.yaml': text },
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, sign => sign.codePointAt(0) ?? 0)
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from([0xff, 0xfe, ...text].flatMap(unit => bytesOfUnit(unit)))
}

function bytesOfUnit(unit: string | number): readonly number[] {
  return typeof unit === 'number' ? [unit] : [unit.charCodeAt(0) & 0xff, unit.charCodeAt(0) >> 8]
}

const mebibyte = 1024 * 1024
const padding = (length: number) => ' '.repeat(length)

export const sourceCases = {
  'source/too-large': {
    found: [
      foundInManifest(
        'one byte over 1 MiB',
        manifest + padding(mebibyte - manifest.length + 1),
        '1:1',
        'larger than 1 MiB',
      ),
      foundInEvent(
        'letters that take two bytes each',
        `${event}# ${'é'.repeat(mebibyte / 2)}`,
        '1:1',
        'larger than 1 MiB',
      ),
      foundInEvent(
        'one byte over 64 KiB of YAML',
        event + padding(64 * 1024 - event.length + 1),
        '1:1',
        'larger than 64 KiB of YAML',
      ),
    ],
    clean: [
      cleanEvent('exactly 64 KiB of YAML', event + padding(64 * 1024 - event.length)),
      cleanManifest('exactly 1 MiB', manifest + padding(mebibyte - manifest.length)),
    ],
  },
  'source/empty': {
    found: [
      foundInManifest('no bytes', '', '1:1', 'nothing in it'),
      foundInManifest(
        'a byte order mark and line breaks',
        '\uFEFF\r\n\r\n',
        '1:1',
        'nothing in it',
      ),
      foundInEvent('comments', '# to be written\n---\n# tomorrow\n', '1:1', 'nothing in it'),
    ],
    clean: [
      cleanManifest('an empty object', '{}'),
      cleanEvent('the word null', 'null\n'),
      cleanEvent('a comment before the content', `# written\n${event}`),
    ],
  },
  'source/encoding': {
    found: [
      foundInManifest(
        'a letter of Latin-1',
        latin1(manifest.replace('weather"', 'météo"')),
        '7:77',
        '0xE9',
      ),
      foundInManifest('UTF-16', utf16(manifest), '1:1', 'UTF-16'),
      foundInEvent('a character that is cut off', latin1(`${event}\xe3\x83`), '10:1', '0xE3'),
    ],
    clean: [
      cleanManifest('letters of two, three and four bytes', manifest.replace('weather"', 'é夜😀"')),
      cleanManifest('a byte order mark', `\uFEFF${manifest}`),
      cleanEvent('the replacement character itself', event.replace('Channel', '\uFFFD')),
    ],
  },
  'source/syntax': {
    found: [
      foundInManifest(
        'a comma after the last entry',
        manifest.replace('weather" }', 'weather" },'),
        '7:86',
        'comma after the last entry',
      ),
      foundInManifest('a comment', `// skill\n${manifest}`, '1:1', 'not allow comments'),
      foundInManifest(
        'the second of two mistakes',
        `// skill\n${manifest.replace('weather" }', 'weather" },')}`,
        '8:86',
        'comma after the last entry',
      ),
      foundInManifest(
        'single quotes',
        manifest.replace('"manifest"', "'manifest'"),
        '2:3',
        'single quotes',
      ),
      foundInManifest(
        'a comma that is missing at the end of a line',
        manifest.replace('}],\n    "events"', '}]\n    "events"'),
        '3:73',
        'comma is missing',
      ),
      foundInManifest('a file that is cut off', manifest.slice(0, 60), '3:31', 'never closed'),
      foundInEvent('a tab', event.replace('  name', '\tname'), '2:1', 'tab'),
      foundInEvent('a second colon', `title: Star Quest: 2\n${event}`, '1:8', 'quotes'),
      foundInEvent(
        'a template followed by text, without quotes',
        event.replace('TORNADO', '{{ type }} ALERT'),
        '6:29',
        'template is not in quotes',
      ),
      foundInEvent('a quote that is not closed', `${event}title: "Star\n`, '11:1', 'closing quote'),
      foundInEvent(
        'JSON with a mistake, in a file of another name',
        '{ "event": { "name": "AMAZON.WeatherAlert.Activated" },, }',
        '1:56',
        'Property name expected: ",".',
      ),
    ],
    clean: [
      cleanManifest('JSON with CRLF', manifest.replaceAll('\n', '\r\n')),
      cleanEvent('YAML with CRLF', event.replaceAll('\n', '\r\n')),
      cleanEvent('a colon in quotes', `title: "Star Quest: 2"\n${event}`),
      cleanEvent('a tab in a text', event.replace('Channel', '\tChannel')),
      cleanEvent(
        'JSON in a file of another name',
        '{ "event": { "name": "AMAZON.WeatherAlert.Activated" } }',
      ),
    ],
  },
  'source/duplicate-key': {
    found: [
      foundInManifest(
        'in JSON',
        manifest.replace('"events"', '"permissions": [],\n    "events"'),
        '4:5',
        'first in line 3',
      ),
      foundInManifest(
        'written with an escape',
        manifest.replace('"events"', '"permission\\u0073": [],\n    "events"'),
        '4:5',
        '"permissions"',
      ),
      foundInEvent('in YAML', `${event}event: {}\n`, '10:1', 'first in line 1'),
      foundInEvent('with and without quotes', `${event}"event": {}\n`, '10:1', 'first in line 1'),
    ],
    clean: [
      cleanManifest(
        'the same key in two objects',
        manifest.replace('{ "name"', '{ "events": 1, "name"'),
      ),
      cleanEvent('upper and lowercase', `${event}Event: {}\n`),
    ],
  },
  'source/too-deep': {
    found: [
      foundInManifest('a hundred thousand brackets', '['.repeat(100_000), '1:65', '64 levels'),
      foundInManifest('objects', '{"a":'.repeat(100_000), '1:321', '64 levels'),
      foundInEvent('YAML', `a: ${'['.repeat(64)}${']'.repeat(64)}`, '1:67', '64 levels'),
      foundInEvent('thirty thousand brackets in YAML', `a: ${'['.repeat(30_000)}`, '1:1', 'deep'),
      foundInEvent('thirty thousand dashes in YAML', '- '.repeat(30_000), '1:1', 'deep'),
    ],
    clean: [
      cleanManifest('64 levels', '['.repeat(64) + ']'.repeat(64)),
      cleanManifest('brackets in a text', manifest.replace('weather', '['.repeat(100))),
      cleanEvent('64 levels in YAML', `a: ${'['.repeat(63)}${']'.repeat(63)}`),
    ],
  },
  'source/number': {
    found: [
      foundInManifest(
        'an id without quotes',
        manifest.replace('{}', '{ "id": 12345678901234567890 }'),
        '9:62',
        'too large',
      ),
      foundInManifest('an exponent', manifest.replace('{}', '{ "id": 1e999 }'), '9:62', '1e999'),
      foundInEvent('infinity in YAML', `${event}count: .inf\n`, '10:8', '.inf'),
    ],
    clean: [
      cleanManifest(
        'the largest exact number',
        manifest.replace('{}', '{ "id": 9007199254740991 }'),
      ),
      cleanManifest('an id in quotes', manifest.replace('{}', '{ "id": "12345678901234567890" }')),
      cleanManifest('a power of ten', manifest.replace('{}', '{ "id": 1e21 }')),
    ],
  },
  'source/many-documents': {
    found: [foundInEvent('two', `${event}---\n${event}`, '10:1', 'second YAML document')],
    clean: [cleanEvent('one, with marks around it', `---\n${event}...\n`)],
  },
  'source/yaml-alias': {
    found: [
      foundInEvent('no anchor', `${event}  de-DE: *english\n`, '10:10', '"&english"'),
      foundInEvent('inside itself', `${event}list: &list [*list]\n`, '10:14', 'never end'),
      foundInEvent('aliases of aliases of aliases', aliasBomb(), '4:36', '10,000'),
    ],
    clean: [
      cleanEvent(
        'an anchor before its alias',
        event.replace('en-US:', 'en-US: &english').concat('  en-GB: *english\n'),
      ),
    ],
  },
  'source/yaml-merge-key': {
    found: [
      foundInEvent(
        'in a map of texts',
        event.replace('en-US:', 'en-US: &english').concat('  en-GB:\n    <<: *english\n'),
        '11:5',
        'YAML 1.1',
      ),
    ],
    clean: [cleanEvent('in quotes, as a text', `${event}"<<": {}\n`)],
  },
  'source/yaml-tag': {
    found: [
      foundInEvent(
        'of another program',
        event.replace('Weather Channel', '!Ref Channel'),
        '9:18',
        '"!Ref"',
      ),
      foundInEvent('on an object', event.replace('en-US:', 'en-US: !texts'), '9:5', '"!texts"'),
    ],
    clean: [
      cleanEvent('of YAML itself', event.replace('Weather', '!!str Weather')),
      cleanEvent('an exclamation mark in a text', event.replace('Weather', 'Weather!')),
    ],
  },
  'source/yaml-key': {
    found: [
      foundInEvent(
        'a template without quotes',
        event.replace('Weather Channel', '{{ name }}'),
        '9:13',
        'template is not in quotes',
      ),
      foundInEvent('a list', `${event}? [a, b]\n: c\n`, '10:3', 'not a string'),
      foundInEvent('nothing', `${event}: c\n`, '10:1', 'not a string'),
    ],
    clean: [
      cleanEvent('a template in quotes', event.replace('Weather Channel', '"{{ stage }}"')),
      cleanEvent('a number, which is taken as text', `${event}1: c\n`),
    ],
  },
} satisfies RuleCases<RuleOf<'source'>>

function aliasBomb(): string {
  const ten = (name: string) => `[${Array.from({ length: 10 }, () => name).join(', ')}]`
  return `a: &a ${ten('1')}
b: &b ${ten('*a')}
c: &c ${ten('*b')}
d: &d ${ten('*c')}
e: &e [*d, *d]
`
}
