import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loopbackCertificate } from '../certificate.ts'

/** The two addresses of a server that accepts whatever is sent to it. */
export interface Origins {
  readonly http: string
  readonly https: string
  /** PEM file that makes the certificate trusted. */
  readonly authority: string
}

/**
 * Starts nginx with one process on loopback. It gives a token to everybody and accepts every event: a
 * server that could slow a client down would measure itself. Faster than any server made with Node.
 *
 * @param folder for its files
 * @throws where nginx is not installed
 */
export async function startNginx(
  folder: string,
): Promise<{ readonly origins: Origins; close(): Promise<void> }> {
  if (spawnSync('nginx', ['-v']).error !== undefined) {
    throw new Error('nginx is not installed; on Debian: apt-get install nginx-light.')
  }
  const [http, https] = [await freePort(), await freePort()]
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const authority = await writeCertificate(folder)
  const configuration = join(folder, 'nginx.conf')
  writeFileSync(configuration, configurationOf(folder, http, https))
  const server = spawn(...pinned(0, 'nginx', ['-p', folder, '-c', configuration]), {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const origins = {
    http: `http://127.0.0.1:${http}`,
    https: `https://127.0.0.1:${https}`,
    authority,
  }
  await untilServing(`${origins.http}/NA`)
  return { origins, close: () => stopped(server) }
}

/** Runs a program on one core, where that can be done, so that server and client do not share one. */
export function pinned(
  core: number,
  file: string,
  args: readonly string[],
): [file: string, args: string[]] {
  const isPossible =
    process.platform === 'linux' && spawnSync('taskset', ['-V']).error === undefined
  return isPossible ? ['taskset', ['-c', String(core), file, ...args]] : [file, [...args]]
}

function configurationOf(folder: string, http: number, https: number): string {
  const token = '{"access_token":"Atc|bench","expires_in":3600,"token_type":"bearer"}'
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 10000000;
  keepalive_timeout 60s;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${http} backlog=4096;
    listen 127.0.0.1:${https} ssl backlog=4096;
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/key.pem;
    ssl_session_cache off;
    location ~* ^/auth/o2/token$ {
      default_type application/json;
      return 200 '${token}';
    }
    location / {
      add_header x-amzn-requestid bench always;
      return 202;
    }
  }
}
`
}

async function writeCertificate(folder: string): Promise<string> {
  const { certificate, key } = await loopbackCertificate()
  writeFileSync(join(folder, 'certificate.pem'), certificate)
  writeFileSync(join(folder, 'key.pem'), key)
  return join(folder, 'certificate.pem')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

async function untilServing(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await fetch(url)
      return
    } catch {
      await sleep(50)
    }
  }
  throw new Error('nginx does not answer.')
}

async function stopped(server: ChildProcess): Promise<void> {
  const end = new Promise(resolve => server.once('exit', resolve))
  server.kill('SIGTERM')
  await end
}
