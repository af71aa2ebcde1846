import type { RuleOf } from '../../src/core/diagnostic.ts'
import type { FoundCase, RuleCase, RuleCases } from './rule-case.ts'

const manifest = `{
  "manifest": {
    "manifestVersion": "1.0",
    "permissions": [{ "name": "alexa::devices:all:notifications:write" }],
    "events": {
      "publications": [
        { "eventName": "AMAZON.WeatherAlert.Activated" },
        { "eventName": "AMAZON.MediaContent.Available" }
      ],
      "subscriptions": [{ "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }],
      "endpoint": { "uri": "arn:aws:lambda:us-east-1:123456789012:function:skill" },
      "regions": {
        "EU": { "endpoint": { "uri": "arn:aws:lambda:eu-west-1:123456789012:function:skill:live" } }
      }
    },
    "publishingInformation": {
      "locales": { "en-US": {}, "de-DE": {} }
    }
  }
}
`

const askResources = `{
  "askcliResourcesVersion": "2020-03-31",
  "profiles": {
    "default": {
      "skillMetadata": { "src": "./skill-package" },
      "code": { "default": { "src": "./lambda" } },
      "skillInfrastructure": {
        "userConfig": {
          "skillEvents": {
            "publications": ["AMAZON.WeatherAlert.Activated"],
            "subscriptions": ["SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"]
          }
        }
      }
    }
  }
}
`

const eventsKey = /"events": \{[\s\S]*?\n {4}\},\n {4}/
const endpoint = '"arn:aws:lambda:us-east-1:123456789012:function:skill"'
const permission = '"alexa::devices:all:notifications:write"'
const subscriptions = '[{ "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }]'
const publications = /\[\s*\{ "eventName": "AMAZON[^\]]*\]/
const manifestFile = 'skill-package/skill.json'
const resourcesFile = 'ask-resources.json'

/** The text with a part of it replaced, which must be there. */
function changed(text: string, part: string | RegExp, by: string): string {
  const result = text.replace(part, () => by)
  if (result === text) throw new Error(`${part} is not in the text`)
  return result
}

const withManifest = (text: string) => ({ 'skill.json': text })
const withResources = (resources: string, text = changed(manifest, eventsKey, '')) => ({
  [manifestFile]: text,
  [resourcesFile]: resources,
})

function found(
  name: string,
  part: string | RegExp,
  by: string,
  at: string,
  says: string,
): FoundCase {
  const files = withManifest(changed(manifest, part, by))
  return { name, files, at: `skill.json:${at}`, says }
}

function clean(name: string, part: string | RegExp, by: string): RuleCase {
  return { name, files: withManifest(changed(manifest, part, by)) }
}

const untouched: RuleCase = { name: 'a whole manifest', files: withManifest(manifest) }

const send = {
  command: 'send',
  'event-file': 'event.yaml',
  'client-id': `amzn1.application-oa2-client.${'0'.repeat(32)}`,
  'client-secret': '0'.repeat(64),
}
const event = `event:
  name: AMAZON.WeatherAlert.Activated
  payload: { weatherAlert: { alertType: TORNADO } }
`

export const manifestCases = {
  'manifest/not-found': {
    found: [
      {
        name: 'none at the usual places',
        files: {},
        at: 'none',
        says: '"skill-package/skill.json" and "skill.json"',
        severity: 'error',
      },
      {
        name: 'none, but an event to check',
        files: {},
        settings: {
          event: '{"event":{"name":"AMAZON.WeatherAlert.Activated","payload":{}}}',
        },
        at: 'none',
        severity: 'notice',
      },
      {
        name: 'one at another place',
        files: { 'alexa/skill-package/skill.json': manifest },
        at: 'none',
        says: 'There is one at "alexa/skill-package/skill.json"',
        severity: 'error',
      },
      {
        name: 'a path that does not exist',
        settings: { manifest: 'skil.json' },
        files: withManifest(manifest),
        at: 'none',
        says: 'There is one at "skill.json"',
        severity: 'error',
      },
    ],
    clean: [
      untouched,
      { name: 'in the skill package', files: { [manifestFile]: manifest } },
      { name: 'at a path', settings: { manifest: 'a/b.json' }, files: { 'a/b.json': manifest } },
    ],
  },
  'manifest/root-key': {
    found: [
      found('of very old skills', '"manifest"', '"skillManifest"', '2:3', 'very old skills'),
      found('misspelled', '"manifest"', '"Manifest"', '2:3', '"Manifest"'),
      {
        name: 'missing around the content',
        files: withManifest('{\n  "permissions": [],\n  "events": {}\n}'),
        at: 'skill.json:1:1',
        says: 'is there without it',
      },
      {
        name: 'another file',
        files: withManifest('{ "languageModel": {} }'),
        at: 'skill.json:1:1',
        says: 'may not be a skill manifest',
      },
    ],
    clean: [untouched, clean('other keys beside it', '"manifest"', '"$schema": "x", "manifest"')],
  },
  'manifest/structure': {
    found: [
      found(
        'a permission without name',
        `{ "name": ${permission} }`,
        '{}',
        '4:21',
        'has no "name"',
      ),
      found('a permission with another key', '"name":', '"Name":', '4:23', 'Rename it to "name".'),
      {
        name: 'a list instead of everything',
        files: withManifest('[]'),
        at: 'skill.json:1:1',
        says: 'a list',
      },
      {
        name: 'a text instead of the manifest',
        files: withManifest('{ "manifest": "skill" }'),
        at: 'skill.json:1:15',
        says: 'a string',
      },
      found(
        'a permission as a text',
        /\{ "name": ("alexa[^"]*") \}/,
        permission,
        '4:21',
        'a string',
      ),
      found('permissions as a text', /\[\{ "name".*\}\]/, permission, '4:20', 'must be a list'),
      found('events as a list', /"events": \{[\s\S]*?\n {4}\}/, '"events": []', '5:15', 'a list'),
      found('subscriptions as texts', subscriptions, '["SKILL_ENABLED"]', '10:25', 'eventName'),
      found(
        'an endpoint as a text',
        `{ "uri": ${endpoint} }`,
        endpoint,
        '11:19',
        'must be an object',
      ),
      found('an address as a number', endpoint, '1', '11:28', 'a number'),
      found(
        'regions as a list',
        /"regions": \{[\s\S]*?\n {6}\}/,
        '"regions": ["EU"]',
        '12:18',
        'a list',
      ),
      found('a region as a text', /"EU": \{.*\}/, '"EU": "x"', '13:15', 'a string'),
      found('locales as a list', '{ "en-US": {}, "de-DE": {} }', '["en-US"]', '17:18', 'a list'),
      found('a name for a locale', '"de-DE": {}', '"de-DE": "Skill"', '17:42', 'a string'),
      {
        name: 'the skill events of ask-resources.json as a list',
        files: withResources(changed(askResources, /\{\s*"publications"[^}]*\}/, '[]')),
        at: 'ask-resources.json:9:26',
        says: '"skillEvents" is a list',
      },
    ],
    clean: [
      untouched,
      { name: 'the same in ask-resources.json', files: withResources(askResources) },
    ],
  },
  'manifest/not-custom': {
    found: [
      {
        ...found(
          'a skill for smart homes',
          '"manifestVersion"',
          '"apis": { "smartHome": {} }, "manifestVersion"',
          '3:5',
          'for custom skills only',
        ),
        severity: 'warning',
      },
      {
        name: 'with an event that it does not publish',
        settings: { 'event-file': 'event.yaml' },
        files: {
          'skill.json': '{ "manifest": { "apis": { "flashBriefing": {}, "music": {} } } }',
          'event.yaml': event,
        },
        at: 'skill.json:1:17',
        says: '"flashBriefing" and "music"',
        severity: 'error',
      },
    ],
    clean: [
      untouched,
      clean(
        'beside others',
        '"manifestVersion"',
        '"apis": { "smartHome": {}, "custom": {} }, "manifestVersion"',
      ),
      clean('nothing said of it', '"manifestVersion"', '"apis": {}, "manifestVersion"'),
    ],
  },
  'manifest/version': {
    found: [
      { ...found('a number', '"1.0"', '1.0', '3:24', 'a number'), severity: 'error' },
      { ...found('a later one', '"1.0"', '"1.1"', '3:24', '"1.1"'), severity: 'warning' },
    ],
    clean: [untouched, clean('none', '"manifestVersion": "1.0",', '')],
  },
  'manifest/permission-missing': {
    found: [
      found('no permissions', /"permissions": .*\n/, '\n', '2:15', 'notifications:write'),
      found('an empty list', /\[\{ "name".*\}\]/, '[]', '4:20', 'notifications:write'),
      found('another permission', permission, '"alexa::async_event:write"', '4:20', 'missing'),
      found(
        'the urgent one alone',
        permission,
        '"alexa::devices:all:notifications:urgent:write"',
        '4:20',
        'does not stand for it',
      ),
      found(
        'a misspelled key',
        '"permissions"',
        '"permission"',
        '4:5',
        '"permission" is most likely',
      ),
      found(
        'none under a misspelled key',
        /"permissions": .*/,
        '"permission": [],',
        '4:19',
        'is missing',
      ),
    ],
    clean: [
      untouched,
      clean(
        'misspelled, which is told once',
        permission,
        '"alexa::devices:all:notificatoins:write"',
      ),
      clean('beside others', '[{ "name"', '[{ "name": "alexa::profile:name:read" }, { "name"'),
    ],
  },
  'manifest/permission-unknown': {
    found: [
      found(
        'two letters swapped',
        permission,
        '"alexa::devices:all:notificatoins:write"',
        '4:31',
        'did you mean alexa::devices:all:notifications:write?',
      ),
      found(
        'one colon',
        permission,
        '"alexa:devices:all:notifications:write"',
        '4:31',
        'two colons after "alexa"',
      ),
      found(
        'made up',
        permission,
        '"alexa::async:proactive:events"',
        '4:31',
        'did you mean alexa::devices:all:notifications:write?',
      ),
      found(
        'the scope of the token',
        permission,
        '"alexa::proactive_events"',
        '4:31',
        'did you mean alexa::devices:all:notifications:write?',
      ),
      {
        ...found('near none', permission, '"x:unheard-of"', '4:31', 'not among those'),
        severity: 'warning',
      },
    ],
    clean: [
      untouched,
      clean(
        'the one with a single colon',
        '[{ "name"',
        '[{ "name": "alexa:devices:all:address:country_and_postal_code:read" }, { "name"',
      ),
    ],
  },
  'manifest/events-missing': {
    found: [
      {
        ...found('none', eventsKey, '', '2:15', 'publishes no proactive event'),
        severity: 'warning',
      },
      {
        name: 'none where there is an event',
        settings: { 'event-file': 'event.yaml' },
        files: { ...withManifest(changed(manifest, eventsKey, '')), 'event.yaml': event },
        at: 'skill.json:2:15',
        severity: 'error',
      },
      found(
        'a misspelled key',
        '"events"',
        '"event"',
        '5:5',
        '"event" is most likely a misspelling',
      ),
    ],
    clean: [
      {
        name: 'perhaps in an ask-resources.json that cannot be read',
        files: withResources('{'),
      },
      {
        name: 'skillEvents of the wrong type, which is told as such',
        files: withResources(
          changed(askResources, /"skillEvents": \{[^}]*\}/, '"skillEvents": []'),
        ),
      },
      untouched,
      { name: 'in ask-resources.json', files: withResources(askResources) },
    ],
  },
  'manifest/publications-missing': {
    found: [
      {
        ...found('none', /"publications": \[[^\]]*\],/, '', '5:15', 'publishes no proactive event'),
        severity: 'warning',
      },
      { ...found('an empty list', publications, '[]', '6:23', 'empty'), severity: 'warning' },
      {
        name: 'an empty list where there is an event',
        settings: { 'event-file': 'event.yaml' },
        files: { ...withManifest(changed(manifest, publications, '[]')), 'event.yaml': event },
        at: 'skill.json:6:23',
        severity: 'error',
      },
      found('a misspelled key', '"publications"', '"publication"', '6:7', '"publication" is most'),
      {
        name: 'neither here nor there',
        files: withResources(changed(askResources, /"publications": .*\n/, '\n')),
        at: 'ask-resources.json:9:26',
        says: 'missing',
      },
      {
        name: 'an empty list in ask-resources.json, which replaces the other',
        files: withResources(
          changed(askResources, '["AMAZON.WeatherAlert.Activated"]', '[]'),
          manifest,
        ),
        at: 'ask-resources.json:10:29',
        says: 'empty',
      },
    ],
    clean: [
      untouched,
      {
        name: 'in the manifest only',
        files: withResources(changed(askResources, /"publications": .*\n/, '\n'), manifest),
      },
    ],
  },
  'manifest/publications-shape': {
    found: [
      found('an object', publications, '{}', '6:23', 'must be a list'),
      found(
        'texts',
        '{ "eventName": "AMAZON.MediaContent.Available" }',
        '"AMAZON.OrderStatus.Updated"',
        '8:9',
        'Write { "eventName": "AMAZON.OrderStatus.Updated" }.',
      ),
      found(
        'another key',
        '{ "eventName": "AMAZON.MediaContent.Available" }',
        '{ "event_name": "AMAZON.MediaContent.Available" }',
        '8:11',
        '"event_name" is most likely a misspelling',
      ),
      found('no name', '{ "eventName": "AMAZON.MediaContent.Available" }', '{}', '8:9', 'has no'),
      found('a number', '"AMAZON.MediaContent.Available"', '1', '8:24', 'a number'),
      {
        name: 'objects in ask-resources.json',
        files: withResources(
          changed(
            askResources,
            '"AMAZON.WeatherAlert.Activated"',
            '{ "eventName": "AMAZON.WeatherAlert.Activated" }',
          ),
        ),
        at: 'ask-resources.json:10:30',
        says: 'plain names',
      },
    ],
    clean: [untouched, { name: 'texts in ask-resources.json', files: withResources(askResources) }],
  },
  'manifest/publication-unknown': {
    found: [
      found(
        'misspelled',
        'MediaContent.Available',
        'MediaContent.Availabel',
        '8:24',
        'did you mean AMAZON.MediaContent.Available?',
      ),
      found(
        'in another case',
        'AMAZON.MediaContent.Available',
        'amazon.mediacontent.available',
        '8:24',
        'did you mean AMAZON.MediaContent.Available?',
      ),
      found('made up', 'AMAZON.MediaContent.Available', 'org.Sale', '8:24', 'not one of the eight'),
      found(
        'a subscription',
        'AMAZON.MediaContent.Available',
        'SKILL_ENABLED',
        '8:24',
        'Move it to "subscriptions"',
      ),
      {
        name: 'in ask-resources.json',
        files: withResources(changed(askResources, 'WeatherAlert.Activated', 'WeatherAlert')),
        at: 'ask-resources.json:10:30',
        says: 'did you mean AMAZON.WeatherAlert.Activated?',
      },
    ],
    clean: [
      untouched,
      {
        name: 'in a list of the manifest that ask-resources.json replaces',
        files: withResources(askResources, changed(manifest, 'MediaContent', 'Media')),
      },
    ],
  },
  'manifest/publication-duplicate': {
    found: [
      {
        ...found(
          'twice',
          'AMAZON.MediaContent.Available',
          'AMAZON.WeatherAlert.Activated',
          '8:24',
          'first in line 7',
        ),
        severity: 'warning',
      },
    ],
    clean: [
      untouched,
      {
        name: 'in two profiles of ask-resources.json',
        files: withResources(
          changed(
            askResources,
            '"default": {\n      "skillM',
            `"test": {
      "skillInfrastructure": { "userConfig": { "skillEvents": {
        "publications": ["AMAZON.WeatherAlert.Activated"],
        "subscriptions": ["SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"]
      } } }
    },
    "live": {\n      "skillM`,
          ),
        ),
      },
    ],
  },
  'manifest/endpoint-missing': {
    found: [
      found('none', /"endpoint": \{ "uri": ".*skill" \},\n/, '\n', '5:15', '"endpoint" is missing'),
      found('in a region', /"EU": \{.*\}/, '"EU": {}', '13:15', 'missing in "EU"'),
      found('an empty object', `{ "uri": ${endpoint} }`, '{}', '11:19', '"uri" is missing'),
      found(
        'another key',
        `"uri": ${endpoint}`,
        `"url": ${endpoint}`,
        '11:21',
        '"url" is most likely a misspelling',
      ),
      found('an empty text', endpoint, '""', '11:28', '"uri" is empty'),
    ],
    clean: [
      untouched,
      {
        name: 'written at deploy from ask-resources.json',
        files: withResources(
          askResources,
          changed(manifest, /"endpoint": \{ "uri": ".*skill" \},\n/, '\n'),
        ),
      },
    ],
  },
  'manifest/endpoint-placeholder': {
    found: [
      ...[
        'TODO',
        'TODO: fill in at deploy',
        'your-arn-here',
        '<arn of the function>',
        'arn:aws:lambda:us-east-1:XXXXXXXXXXXX:function:skill',
        '__LAMBDA_ARN__',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the placeholder itself
        '${SkillFunction.Arn}',
        '{{ endpoint }}',
        'REPLACE_ME',
        'arn:aws:lambda:us-east-1:<account>:function:skill',
        'arn:aws:lambda:[region]:[account-id]:function:[function-name]',
        'arn:aws:lambda:REGION:ACCOUNT_ID:function:skill',
        'arn:aws:lambda:us-east-1:000000000000:function:skill',
        'arn:aws:lambda:us-east-1:your-account:function:skill',
        'arn:aws:lambda:us-east-1:123456789012:function:$FUNCTION_NAME',
        '#{EndpointUri}#',
        '$ENDPOINT',
        '@@endpoint@@',
        '[[endpoint]]',
        '%ENDPOINT_URI%',
        '%endpoint%',
        'ENDPOINT_URI',
        'https://REPLACE_WITH_HOST/alexa',
        'https://#{Host}#/alexa',
        'https://your-domain.com/alexa',
        'https://[your host]/alexa',
        'https://xxxx.example.com/alexa',
        'https://example.com/{{ path }}',
        'https://example.com/__PATH__/alexa',
        'https://example.com/SKILL_PATH',
      ].map(text => ({
        ...found(text, endpoint, `"${text}"`, '11:28', 'placeholder'),
        severity: 'warning' as const,
      })),
      {
        name: 'while sending',
        settings: send,
        files: { 'skill.json': changed(manifest, endpoint, '"TODO"'), 'event.yaml': event },
        at: 'skill.json:11:28',
        severity: 'error',
      },
      found(
        'in a region',
        'arn:aws:lambda:eu-west-1:123456789012:function:skill:live',
        'TODO',
        '13:38',
        '"TODO"',
      ),
    ],
    clean: [
      untouched,
      clean('a name that holds such a word', 'function:skill"', 'function:my-todo-list"'),
      clean('an address that holds such a word', endpoint, '"https://example.com/save-your-day"'),
      ...[
        'function:fill-in-the-blanks',
        'function:placeholder',
        'function:your-day-starts-here',
        'function:__skill__',
        'function:MY_SKILL',
        'function:xxxx:$LATEST',
      ].map(name => clean(`a function: ${name}`, 'function:skill"', `${name}"`)),
      ...[
        'https://example.com/fill-in-the-blanks',
        'https://example.com/your-turn/%C3%A9t%C3%A9',
        'https://save-your-money.example.com/alexa',
        'https://[2001:db8::1]/alexa',
      ].map(address => clean(address, endpoint, `"${address}"`)),
      {
        name: 'written at deploy from ask-resources.json',
        files: withResources(askResources, changed(manifest, endpoint, '"TODO"')),
      },
    ],
  },
  'manifest/endpoint-unreachable': {
    found: [
      ...[
        ['https://localhost/alexa', 'private network'],
        ['https://my-laptop/alexa', 'private network'],
        ['https://skill.internal/alexa', 'private network'],
        ['https://127.0.0.1/alexa', 'private network'],
        ['https://10.1.2.3/alexa', 'private network'],
        ['https://172.31.0.1/alexa', 'private network'],
        ['https://192.168.1.20/alexa', 'private network'],
        ['https://[::1]/alexa', 'private network'],
        ['https://[fd00::2]/alexa', 'private network'],
        ['https://example.com:8443/alexa', 'not 8443'],
      ].map(([address = '', says = '']) => ({
        ...found(address, endpoint, `"${address}"`, '11:28', says),
        severity: 'warning' as const,
      })),
    ],
    clean: [
      untouched,
      ...[
        'https://example.com:443/alexa',
        'https://172.32.0.1/',
        'https://localhost.example.com',
      ].map(address => clean(address, endpoint, `"${address}"`)),
    ],
  },
  'manifest/endpoint-uri': {
    found: [
      found('https without a host', endpoint, '"https://"', '11:28', 'Write the whole address'),
      found('the name of a function', endpoint, '"skill-production"', '11:28', 'neither the ARN'),
      found('plain http', endpoint, '"http://example.com/alexa"', '11:28', 'https://'),
      found('https without host', endpoint, '"https://"', '11:28', 'neither the ARN'),
      found('a space before it', endpoint, '" arn:aws:lambda"', '11:28', 'spaces before'),
    ],
    clean: [untouched, clean('https', endpoint, '"https://example.com/alexa"')],
  },
  'manifest/endpoint-arn': {
    found: [
      ['no name', 'arn:aws:lambda:us-east-1:123456789012:function', 'lacks the name'],
      [
        'the beginning alone',
        'arn:aws:lambda',
        'lacks the AWS region, the account number, "function" and the name',
      ],
      ['an account of eleven digits', 'arn:aws:lambda:us-east-1:12345678901:function:a', 'twelve'],
      ['another service', 'arn:aws:sns:us-east-1:123456789012:function:a', '"sns"'],
      ['a layer', 'arn:aws:lambda:us-east-1:123456789012:layer:a', '"layer"'],
      ['no AWS region', 'arn:aws:lambda:NA:123456789012:function:a', '"NA"'],
      ['a space at the end', 'arn:aws:lambda:us-east-1:123456789012:function:a ', 'spaces'],
      [
        'a space in it',
        'arn:aws:lambda:us-east-1:123456789012:function:my a',
        'characters other than',
      ],
      ['an alias too many', 'arn:aws:lambda:us-east-1:123456789012:function:a:b:c', 'after the'],
    ].map(([name = '', uri, says = '']) => found(name, endpoint, `"${uri}"`, '11:28', says)),
    clean: [
      untouched,
      clean('an alias', 'function:skill"', 'function:skill:Release_0"'),
      clean('the newest version', 'function:skill"', 'function:skill:$LATEST"'),
    ],
  },
  'manifest/endpoint-region': {
    found: [
      found('Frankfurt', 'us-east-1', 'eu-central-1', '11:28', 'eu-west-1'),
      found('in a region of Alexa', 'eu-west-1', 'us-east-2', '13:38', '"us-east-2"'),
    ],
    clean: [
      untouched,
      clean('Oregon', 'us-east-1', 'us-west-2'),
      clean('Tokyo', 'us-east-1', 'ap-northeast-1'),
    ],
  },
  'manifest/certificate-missing': {
    found: [
      {
        ...found('https', endpoint, '"https://example.com/alexa"', '11:19', 'sslCertificateType'),
        severity: 'warning',
      },
    ],
    clean: [
      clean('no whole address, which is told as such', endpoint, '"https://"'),
      untouched,
      clean('https', endpoint, '"https://example.com", "sslCertificateType": "Wildcard"'),
    ],
  },
  'manifest/certificate-unknown': {
    found: [
      found(
        'in lowercase',
        endpoint,
        '"https://example.com", "sslCertificateType": "trusted"',
        '11:73',
        'did you mean Trusted?',
      ),
      found(
        'no text',
        endpoint,
        '"https://example.com", "sslCertificateType": true',
        '11:73',
        '"true"',
      ),
    ],
    clean: [
      untouched,
      clean('SelfSigned', endpoint, '"https://example.com", "sslCertificateType": "SelfSigned"'),
    ],
  },
  'manifest/certificate-on-arn': {
    found: [
      {
        ...found(
          'an ARN',
          endpoint,
          `${endpoint}, "sslCertificateType": "Trusted"`,
          '11:84',
          'Lambda function',
        ),
        severity: 'warning',
      },
    ],
    clean: [
      untouched,
      clean('https', endpoint, '"https://example.com", "sslCertificateType": "Trusted"'),
    ],
  },
  'manifest/region-unknown': {
    found: [
      found('of the ASK CLI', '"EU"', '"default"', '13:9', '"events.endpoint"'),
      found('of AWS', '"EU"', '"eu-west-1"', '13:9', 'did you mean EU?'),
      found('in lowercase', '"EU"', '"eu"', '13:9', 'did you mean EU?'),
      found('a continent', '"EU"', '"ASIA"', '13:9', 'did you mean FE?'),
      found('made up', '"EU"', '"MOON"', '13:9', "not one of Alexa's"),
      {
        ...found('under a misspelled key', '"regions"', '"region"', '12:7', 'Rename it'),
        severity: 'warning',
      },
    ],
    clean: [
      untouched,
      clean('FE', '"EU"', '"FE"'),
      clean('under a key like no other', '"regions"', '"elsewhere"'),
    ],
  },
  'manifest/subscription-missing': {
    found: [
      found('a misspelled key', '"subscriptions"', '"subscription"', '10:7', 'Rename it'),
      {
        ...found('none', /"subscriptions": .*\n/, '\n', '5:15', 'does not learn'),
        severity: 'notice',
      },
      found('others only', 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED', 'SKILL_ENABLED', '10:24', 'Add'),
      found('an empty list', subscriptions, '[]', '10:24', 'does not learn'),
    ],
    clean: [
      untouched,
      clean(
        'as a request type, which is told once',
        'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
        'AlexaSkillEvent.ProactiveSubscriptionChanged',
      ),
      { name: 'in ask-resources.json', files: withResources(askResources) },
    ],
  },
  'manifest/subscription-unknown': {
    found: [
      {
        ...found(
          'misspelled',
          'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
          'SKILL_PROACTIVE_SUBSCRIPTION_CHANGE',
          '10:40',
          'did you mean SKILL_PROACTIVE_SUBSCRIPTION_CHANGED?',
        ),
        severity: 'error',
      },
      {
        ...found(
          'near none',
          'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
          'ROOM_LIT',
          '10:40',
          'not among those',
        ),
        severity: 'warning',
      },
      found(
        'a misspelled one of an interface',
        'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
        'AudioPlayer.PlaybackStart',
        '10:40',
        'did you mean AudioPlayer.PlaybackStarted?',
      ),
      found(
        'a publication',
        'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
        'AMAZON.WeatherAlert.Activated',
        '10:40',
        'Move it to "publications"',
      ),
      {
        name: 'in ask-resources.json',
        files: withResources(changed(askResources, 'SKILL_PROACTIVE', 'SKIL_PROACTIVE')),
        at: 'ask-resources.json:11:31',
        says: 'did you mean SKILL_PROACTIVE_SUBSCRIPTION_CHANGED?',
      },
    ],
    clean: [
      untouched,
      ...['AudioPlayer.PlaybackStarted', 'Messaging.MessageReceived', 'Legacy.Spotify.Event'].map(
        name =>
          clean(
            name,
            '[{ "eventName": "SKILL',
            `[{ "eventName": "${name}" }, { "eventName": "SKILL`,
          ),
      ),
    ],
  },
  'manifest/subscription-request-type': {
    found: [
      found(
        'of the subscription',
        'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
        'AlexaSkillEvent.ProactiveSubscriptionChanged',
        '10:40',
        'did you mean SKILL_PROACTIVE_SUBSCRIPTION_CHANGED?',
      ),
      found(
        'of another',
        'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
        'AlexaSkillEvent.SkillDisabled',
        '10:40',
        'did you mean SKILL_DISABLED?',
      ),
    ],
    clean: [untouched],
  },
  'manifest/locales-missing': {
    found: [
      found(
        'no publishing information',
        /,\s*"publishingInformation"[\s\S]*?\n {4}\}/,
        '',
        '2:15',
        'no locale',
      ),
      found('no locales', /"locales": .*\n/, '\n', '16:30', 'no locale'),
      found(
        'a misspelled key',
        '"locales"',
        '"locale"',
        '17:7',
        '"locale" is most likely a misspelling',
      ),
      found('an empty object', '{ "en-US": {}, "de-DE": {} }', '{}', '17:18', 'no locale'),
    ],
    clean: [untouched],
  },
  'manifest/locale-unknown': {
    found: [
      found('an underscore', '"en-US"', '"en_US"', '17:20', 'did you mean en-US?'),
      found('a language alone', '"de-DE"', '"de"', '17:33', 'xx-YY; did you mean de-DE?'),
      found('the code of a kingdom', '"de-DE"', '"en-UK"', '17:33', 'did you mean en-GB?'),
      {
        ...found('one that may come', '"de-DE"', '"sv-SE"', '17:33', 'not one that skills'),
        severity: 'warning',
      },
    ],
    clean: [untouched, clean('the newest', '"de-DE"', '"nl-NL"')],
  },
} satisfies RuleCases<RuleOf<'manifest'>>
