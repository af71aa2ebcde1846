import type { RuleTable } from './rule.ts'

export const sourceRules = {
  'source/too-large': {
    severity: 'error',
    title: 'The file is too large',
    why: 'Manifests and event files have a few kilobytes. JSON over 1 MiB or YAML over 64 KiB is most likely the wrong file, so it is not read.',
    fix: 'Check the path. A manifest is the file `skill.json`, not a bundle or an export.',
  },
  'source/empty': {
    severity: 'error',
    title: 'The file is empty',
    why: 'The file holds nothing but spaces or comments, so there is nothing to check.',
    fix: 'Write the content, or correct the path.',
  },
  'source/encoding': {
    severity: 'error',
    title: 'The file is not UTF-8',
    why: 'JSON and YAML are read as UTF-8, and Amazon receives UTF-8. In another encoding letters such as é or ü become other characters, and Alexa would speak those.',
    fix: 'Save the file as UTF-8, with or without byte order mark. In most editors this is "Save with encoding".',
  },
  'source/syntax': {
    severity: 'error',
    title: 'The file is not valid JSON or YAML',
    why: 'Nothing after the mistake can be understood for certain, so the content is not checked until it is corrected. A file ending in `.json` must be strict JSON: double quotes, no comments, no comma after the last entry.',
    fix: 'Correct the place that the message names. In YAML, put text that holds `: `, ` #`, `{{` or that begins with `@`, `%`, `*`, `&`, `!` or a backquote into quotes.',
  },
  'source/duplicate-key': {
    severity: 'error',
    title: 'A key is listed twice in one object',
    why: 'Parsers silently keep one of the two values, mostly the later one, so part of the file has no effect.',
    fix: 'Remove one of them, or merge what they hold.',
  },
  'source/too-deep': {
    severity: 'error',
    title: 'The content is nested too deeply',
    why: 'Manifests and events are a few levels deep. More than 64 levels are a damaged file or an attempt to exhaust the program that reads it.',
    fix: 'Write the content with fewer levels.',
  },
  'source/number': {
    severity: 'error',
    title: 'A number cannot be kept as written',
    why: 'Numbers are passed on as JSON and read in double precision. Infinite ones do not exist there (an error); whole numbers beyond 9,007,199,254,740,991 lose their last digits (a warning).',
    fix: 'Put quotes around ids and other texts made of digits: `id: "12345678901234567890"`.',
  },
  'source/many-documents': {
    severity: 'error',
    title: 'The YAML file holds more than one document',
    why: 'A line `---` begins a new YAML document. One file describes one event or one manifest; with several, it is unclear which one to use.',
    fix: 'Put each document into its own file, or remove the line `---`.',
  },
  'source/yaml-alias': {
    severity: 'error',
    title: 'A YAML alias cannot be resolved',
    why: 'An alias such as `*texts` repeats what an anchor `&texts` has marked before it. It fails where the anchor is missing, comes later, or holds the alias itself, and it is refused where aliases of aliases would grow beyond 10,000 values.',
    fix: 'Write the anchor before its aliases, or write the value out.',
  },
  'source/yaml-merge-key': {
    severity: 'error',
    title: 'A YAML merge key is used',
    why: '`<<` belongs to YAML 1.1. In YAML 1.2, which is used here, it is an ordinary key, so nothing would be merged.',
    fix: 'Write the keys out, or use an alias for a whole value: `de-AT: *german`.',
  },
  'source/yaml-tag': {
    severity: 'error',
    title: 'A YAML tag is unknown',
    why: 'Tags such as `!Ref` or `!secret` are understood by other programs only. Here the value would be sent as it stands.',
    fix: 'Write the value itself. Values that change from run to run are templates: `"{{ variables.name }}"`.',
  },
  'source/yaml-key': {
    severity: 'error',
    title: 'A YAML key is not a text',
    why: 'Keys are names. A list, an object or nothing as a key is mostly a template without quotes: YAML reads `{{ x }}` as an object in an object.',
    fix: 'Put templates into quotes: `name: "{{ release.name }}"`.',
  },
} satisfies RuleTable

export type SourceRuleId = keyof typeof sourceRules
