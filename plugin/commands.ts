const event = {
  usage: 'Name of an event in custom.alexaProactive.events',
  type: 'string',
} as const

const options = {
  event,
  'event-file': {
    usage: 'Path of an event file, in place of --event',
    type: 'string',
  },
  variables: {
    usage: 'Values for the templates of the event, as YAML or JSON: "{tag: v1.2.0}"',
    type: 'string',
  },
  'skill-stage': {
    usage: 'Stage of the skill: development, live or auto (by the service stage)',
    type: 'string',
  },
  json: {
    usage: 'Write the whole result to standard output, as one JSON object',
    type: 'boolean',
  },
} as const

const regions = {
  'endpoint-regions': {
    usage: 'Regions of Alexa, such as "NA,EU", or auto (by the manifest)',
    type: 'string',
  },
} as const

const sending = {
  'dry-run': {
    usage: 'Do everything except sending',
    type: 'boolean',
  },
  simulate: {
    usage: 'Send to the built-in simulator in place of Amazon: needs no account, notifies nobody',
    type: 'boolean',
  },
} as const

/**
 * The commands as the framework wants them. Each option has its type, and none a name that belongs
 * to the framework: `--stage`, `--region`, `--config` and `--param` would silently be its own.
 */
export const commands = {
  'alexa-proactive': {
    type: 'container',
    usage: "Check, preview and send the Alexa skill's proactive events",
    commands: {
      validate: {
        usage: 'Check the skill manifest and the events',
        lifecycleEvents: ['run'],
        options,
      },
      preview: {
        usage: 'Show what customers would hear of an event, and who they are',
        lifecycleEvents: ['run'],
        options: { ...options, ...regions },
      },
      send: {
        usage: 'Check an event, show it and send it',
        lifecycleEvents: ['run'],
        options: { ...options, ...regions, ...sending },
      },
    },
  },
} as const

export type CommandName = keyof (typeof commands)['alexa-proactive']['commands']
