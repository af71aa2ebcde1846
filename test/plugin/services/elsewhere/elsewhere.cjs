// A cloud of its own: it deploys nothing, but the framework's events come as they do everywhere.
module.exports = class Elsewhere {
  static getProviderName() {
    return 'elsewhere'
  }

  constructor(serverless, options) {
    this.options = options
    serverless.setProvider('elsewhere', this)
    serverless.configSchemaHandler.defineProvider('elsewhere', {
      provider: { properties: {} },
      function: { properties: { handler: { type: 'string' } } },
    })
    this.hooks = {}
  }

  getStage() {
    return this.options.stage ?? 'dev'
  }
}
