// The page's entry: connects to the main process and draws what it says.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { follow, load } from './bridge.ts'
import { App } from './frame/App.tsx'

follow()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root element')
createRoot(root).render(
  <StrictMode>
    <App load={load} />
  </StrictMode>,
)
