/** Alexa's own stages of a skill. The Serverless Framework's is called "service stage" throughout. */
export const stages = ['development', 'live'] as const
export type Stage = (typeof stages)[number]

/** Alexa's regions: North America; Europe and India; Far East and Australia. */
export const regions = ['NA', 'EU', 'FE'] as const
export type Region = (typeof regions)[number]
