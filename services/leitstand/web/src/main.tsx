import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import { followPreferences } from './state/preferences.js'
import { begin } from './state/session.js'
import './style/base.css'
import './style/frame.css'
import './style/controls.css'
import './style/change.css'
import './style/judgement.css'
import './style/events.css'
import './style/board.css'
import './style/drawer.css'

begin()
followPreferences()
const root = document.getElementById('page')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
