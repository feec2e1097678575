import { Finder } from '../graph/finder.js'
import { GraphStart } from '../graph/start.js'
import { Walked } from '../graph/walked.js'
import { startAt, useAddress } from '../state/address.js'
import { useWords } from '../texts/words.js'
import '../style/graph.css'

/** What is linked to what, for a person who walks from one thing to the next. */
export const GraphView = () => {
  const { t } = useWords()
  const { node } = useAddress()
  return (
    <div className="graph">
      <div className="title-line">
        <h1>{t('nav.graph')}</h1>
        <Finder label={t('graph.find')} hint={t('graph.findHint')} stepTo={startAt} />
      </div>
      {node === undefined ? <GraphStart /> : <Walked key={node} root={node} />}
    </div>
  )
}
