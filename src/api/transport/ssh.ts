import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { SshAddress } from '../../engine/address.ts'

/**
 * A connection to the engine of another machine: the system's `ssh`, so that keys, agents, known hosts and
 * `~/.ssh/config` are those that the user knows, and at the far end the docker CLI, which passes bytes on to its engine.
 */
export class SshConnection extends Duplex {
  readonly #ssh: ChildProcessWithoutNullStreams
  #said = ''
  #exit: string | undefined
  #outputEnded = false
  #bytesRead = 0

  constructor({ sshArguments }: SshAddress) {
    super({ highWaterMark: 64 * 1024 })
    const ssh = spawn('ssh', sshArguments, { windowsHide: true })
    this.#ssh = ssh
    ssh.once('error', (error) =>
      this.destroy(new Error('`ssh` cannot be run. Install an OpenSSH client', { cause: error })),
    )
    ssh.once('exit', (code, signal) => this.#ended(code === null ? `signal ${signal}` : `exit code ${code}`))
    ssh.stdin.on('error', () => {})
    ssh.stderr.on('data', (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk}`.slice(-saidLimit)
    })
    ssh.stdout.on('data', (chunk: Buffer) => {
      this.#bytesRead += chunk.length
      if (!this.push(chunk)) ssh.stdout.pause()
    })
    ssh.stdout.once('end', () => {
      this.#outputEnded = true
      this.#settle()
    })
  }

  /** As of a socket. */
  get bytesRead(): number {
    return this.#bytesRead
  }

  /** An idle connection must not keep this process alive. */
  unref(): this {
    this.#ssh.unref()
    for (const pipe of this.#pipes()) pipe.unref()
    return this
  }

  ref(): this {
    this.#ssh.ref()
    for (const pipe of this.#pipes()) pipe.ref()
    return this
  }

  override _read(): void {
    this.#ssh.stdout.resume()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    // What went wrong is told by the end of ssh, in its own words.
    this.#ssh.stdin.write(chunk, () => done())
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#ssh.stdin.end(() => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#ssh.stdin.destroy()
    this.#ssh.stdout.destroy()
    this.#ssh.stderr.destroy()
    this.#ssh.kill()
    done(error)
  }

  #ended(how: string): void {
    this.#exit = how
    this.#settle()
  }

  // The end of the output alone does not say whether the connection was ever made.
  #settle(): void {
    if (this.#exit === undefined || !this.#outputEnded) return
    if (this.#exit === 'exit code 0') this.push(null)
    else this.destroy(new Error(`ssh ended with ${this.#exit}: ${this.#said.trim() || 'it said nothing'}`))
  }

  // Node makes the pipes of a child from sockets, and does not say so in its types.
  #pipes(): readonly Socket[] {
    return [this.#ssh.stdin, this.#ssh.stdout, this.#ssh.stderr].filter((pipe) => pipe instanceof Socket)
  }
}

const saidLimit = 2000
