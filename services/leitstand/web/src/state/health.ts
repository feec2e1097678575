import { useEffect } from 'react'
import type { Health } from '../../../src/api.js'
import { type Resource, useResource } from './resource.js'

/** Time between two questions while the page is looked at, in milliseconds. */
const ASK_MS = 20_000

/** The health of the services, asked again and again while the page is looked at. */
export const useHealth = (): Resource<Health> => {
  const health = useResource<Health>('/api/health')
  const { again } = health
  useEffect(() => {
    const ask = (): void => {
      if (!document.hidden) again()
    }
    const timer = setInterval(ask, ASK_MS)
    document.addEventListener('visibilitychange', ask)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', ask)
    }
  }, [again])
  return health
}
