// Loaded before a framework whose AWS SDK does not know AWS_ENDPOINT_URL: that of version 2.
const { createRequire } = require('node:module')

const sdk = createRequire(process.argv[1])('aws-sdk')
sdk.config.update({ endpoint: process.env.AWS_ENDPOINT_URL, s3ForcePathStyle: true })
