// What GitHub's toolkits use of undici. Its own index brings along mocks, caches and a WebSocket: 190 KB.
export { default as ProxyAgent } from 'undici/lib/dispatcher/proxy-agent.js'
export { fetch } from 'undici/lib/web/fetch/index.js'
