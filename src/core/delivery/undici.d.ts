// The two modules of undici that sending needs: the package as a whole is twice as large, and takes
// 70 ms longer to load.

declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici'
}

declare module 'undici/lib/core/connect.js' {
  export { buildConnector as default } from 'undici'
}
