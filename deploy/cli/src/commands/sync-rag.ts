import { ServiceClient } from '../client/service-client.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { type Copied, copyRag, type CopyState, type Outcome } from '../job/copy-rag.js'
import { formatCount } from '../output/format.js'
import { readToken } from '../stack/secrets.js'
import type { Settings } from '../stack/settings.js'

/**
 * `heimgewebe sync-rag-to-test`: what PROD's search knows, with its vectors as they are and the nodes that they are about,
 * into TEST. The operator holds both tokens; the stacks do not speak with each other.
 */
export const syncRagToTest = async (context: Context, test: Settings): Promise<number> => {
  const { terminal, settings: prod, json } = context
  if (prod.stack === 'test')
    throw new Failure('this copies from PROD to TEST and knows no other direction', EXIT.usage, 'Leave --test away.')
  refuseSame('home folder', prod.home, test.home)
  refuseSame('port of semantah', prod.ports.services.semantah, test.ports.services.semantah)
  const [from, to] = [await semantahOf(prod), await semantahOf(test)]
  const [source, target] = [await from.get<CopyState>('/copies'), await to.get<CopyState>('/copies')]
  refuseSame('place of the vectors', source.vectors, target.vectors)
  refuseSame('place of the graph', source.graph, target.graph)
  if (source.provider !== target.provider || source.dimension !== target.dimension)
    throw new Failure(
      `PROD's vectors are of ${nameOf(source)}, TEST's of ${nameOf(target)}: they cannot be compared`,
      EXIT.usage,
      'Give TEST the same provider: the SEMANTAH_ settings with TEST_ before their names; then restart its semantah.',
    )
  const copied = await copyRag(from, to, source, (done) => {
    if (terminal.interactive) terminal.draw(`${formatCount(done)} of ${formatCount(source.documents)} documents`)
  })
  terminal.clear()
  if (json)
    terminal.json({ ...copied, waiting: source.waiting, provider: source.provider, dimension: source.dimension })
  else tell(context, copied, source)
  return EXIT.fine
}

const semantahOf = async (settings: Settings): Promise<ServiceClient> => {
  const name = settings.stack.toUpperCase()
  const token = await readToken(settings.home)
  if (token === undefined)
    throw new Failure(
      `${name} was never started in ${settings.home}`,
      EXIT.unreachable,
      `Start it with "heimgewebe up${settings.stack === 'test' ? ' --test' : ''}".`,
    )
  return new ServiceClient('semantah', settings, token)
}

const refuseSame = (what: string, prod: string | number, test: string | number): void => {
  if (prod === test)
    throw new Failure(`PROD and TEST have the same ${what}, ${prod}: that is one stack, not two`, EXIT.usage)
}

const nameOf = ({ provider, dimension }: CopyState): string => `${provider} with ${dimension} numbers`

const tell = ({ terminal }: Context, { vectors, nodes }: Copied, { waiting, provider }: CopyState): void => {
  terminal.print(`vectors  ${counted(vectors)}`)
  terminal.print(`nodes    ${counted(nodes)}`)
  if (vectors.written + nodes.written === 0)
    terminal.print(terminal.tint('good', 'nothing changed: TEST had all of it'))
  if (waiting > 0)
    terminal.say(
      `${formatCount(waiting)} documents of PROD wait for their vector by ${provider} and were left out; run it again later`,
    )
}

const counted = ({ written, unchanged, own }: Outcome): string =>
  [
    `${formatCount(written + unchanged + own)} in PROD`,
    `${formatCount(written)} written`,
    `${formatCount(unchanged)} there already`,
    `${formatCount(own)} left as TEST's own log has them`,
  ].join(', ')
