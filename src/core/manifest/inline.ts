import { isArray, isObject, type JsonObject, type Path, textAt, valueAt } from '../json.ts'

/** A manifest in `custom.alexa.skills` of serverless.yml, where serverless-alexa-skills keeps it. */
export interface InlineSkill {
  readonly id: string | undefined
  readonly manifest: JsonObject
  readonly path: Path
}

/** The skills that list their manifest in `custom` of serverless.yml. */
export function inlineSkills(custom: JsonObject): readonly InlineSkill[] {
  const skills = valueAt(custom, ['alexa', 'skills'])
  if (!isArray(skills)) return []
  return skills.flatMap((skill, index) => {
    for (const key of ['manifest', 'skillManifest']) {
      const manifest = valueAt(skill, [key])
      const path = ['custom', 'alexa', 'skills', index, key]
      if (isObject(manifest)) return [{ id: textAt(skill, 'id'), manifest, path }]
    }
    return []
  })
}

/** The one of several skills that events are sent for: the only one, or the one with an id that is set. */
export function chosenSkill(
  skills: readonly InlineSkill[],
  id: string | undefined,
): InlineSkill | undefined {
  if (skills.length === 1) return skills[0]
  return id === undefined ? undefined : skills.find(skill => skill.id === id)
}

/** Makes spaces of CloudFormation's tags (`!Ref`, `!Sub`), which leaves every place where it is. */
export function withoutTags(text: string): string {
  return text.replace(/(?<=(?:^|[\s[,])[-:]? *)![A-Za-z]+(?=[\s[{]|$)/gm, tag =>
    ' '.repeat(tag.length),
  )
}
