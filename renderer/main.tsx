// The entry of the page: connects to the main process and draws its snapshots.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { load, subscribe } from './bridge.ts'
import { App } from './frame/App.tsx'

subscribe()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root element')
createRoot(root).render(
  <StrictMode>
    <App load={load} />
  </StrictMode>,
)
