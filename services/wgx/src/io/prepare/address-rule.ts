import { lookup } from 'node:dns/promises'
import { BlockList } from 'node:net'
import { mayConnect } from '@heimgewebe/git'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../../config.js'

/** This machine itself: the log, the bus and the pages of the mesh listen there. */
const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Which addresses a step with network may be led to: public ones, of own hosts those of private nets too, never this machine. */
@Injectable()
export class AddressRule {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The addresses of a name. */
  async resolve(host: string): Promise<readonly string[]> {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  }

  /** Whether an address may be connected to for a host. */
  permits(host: string, address: string): boolean {
    const isOwn = this.config.prepareOwnHosts.includes(host)
    return mayConnect(address, isOwn) && !LOOPBACK.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
  }
}
