import { generate } from 'selfsigned'

/** Makes a certificate for 127.0.0.1 that is its own authority, in PEM. */
export async function loopbackCertificate(): Promise<{
  readonly certificate: string
  readonly key: string
}> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  return { certificate: cert, key }
}
