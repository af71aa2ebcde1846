import { describe, expect, it } from 'vitest'
import { checkOutputs } from '../../../plugin/template/check-outputs.ts'
import { checkTemplate } from '../../../plugin/template/check-template.ts'
import { arnOf, deploymentOf, fixture } from './deployment.ts'

const deployed = (arn: string) => [
  { key: 'ServerlessDeploymentBucketName', value: 'star-quest-bucket' },
  { key: 'SkillLambdaFunctionQualifiedArn', value: arn },
]
const elsewhere = 'arn:aws:lambda:us-east-1:210987654321:function:star-quest-dev-skill'

const rulesOf = (diagnostics: ReturnType<typeof checkOutputs>) => diagnostics.map(one => one.rule)

describe('the outputs of a stack', () => {
  it('have the ARN that the manifest names', async () => {
    const known = await deploymentOf(fixture('event'), { default: arnOf('star-quest-dev-skill') })
    expect(checkOutputs(known, deployed(arnOf('star-quest-dev-skill:8')))).toEqual([])
  })

  it('tell the account, which was not known before', async () => {
    const known = await deploymentOf(fixture('event'), { default: arnOf('star-quest-dev-skill') })
    expect(checkTemplate(known)).toEqual([])
    const [diagnostic, ...others] = checkOutputs(known, deployed(`${elsewhere}:8`))
    expect(others).toEqual([])
    expect(diagnostic).toMatchObject({ rule: 'deployment/endpoint-account', severity: 'warning' })
    expect(diagnostic?.place).toMatchObject({ file: 'skill.json', line: 1 })
    expect(diagnostic?.help).toContain(`"uri": "${elsewhere}"`)
  })

  it('say nothing twice', async () => {
    const known = await deploymentOf(
      fixture('event'),
      { default: arnOf('star-quest-dev-skill') },
      { accountId: '210987654321' },
    )
    expect(rulesOf(checkTemplate(known))).toEqual(['deployment/endpoint-account'])
    expect(checkOutputs(known, deployed(`${elsewhere}:8`))).toEqual([])
  })

  it('tell a version, unless the template told of it', async () => {
    const known = await deploymentOf(fixture('event'), {
      default: arnOf('star-quest-dev-skill:7'),
    })
    expect(rulesOf(checkTemplate(known))).toEqual(['deployment/permission-qualifier'])
    expect(checkOutputs(known, deployed(arnOf('star-quest-dev-skill:8')))).toEqual([])
  })

  it('tell the account with an output of the service’s own, without version', async () => {
    const known = await deploymentOf(fixture('event'), { default: arnOf('star-quest-dev-skill') })
    const diagnostics = checkOutputs(known, [{ key: 'SkillArn', value: elsewhere }])
    expect(rulesOf(diagnostics)).toEqual(['deployment/endpoint-account'])
  })

  it.each([
    ['there are none', []],
    ['they are no ARNs', [{ key: 'SkillLambdaFunctionQualifiedArn', value: 'star-quest:8' }]],
    ['they are of other functions', deployed(elsewhere.replace('skill', 'shared'))],
    ['they are of another region', deployed(elsewhere.replace('us-east-1', 'eu-west-1'))],
  ])('say nothing where %s', async (_, outputs) => {
    const known = await deploymentOf(fixture('event'), { default: arnOf('star-quest-dev-skill') })
    expect(checkOutputs(known, outputs)).toEqual([])
  })
})
