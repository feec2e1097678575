import { describe, expect, it } from '@jest/globals'
import { areasOf } from './areas.js'

describe('areasOf', () => {
  it('takes the folders where no areas are named, and looks below folders that only hold others', () => {
    const paths = ['src/auth/login.ts', 'src/index.ts', 'docs/a.md', 'README.md', 'src/auth/logout.ts']
    expect(areasOf(paths, []).touched).toEqual(['src/auth', 'src', 'docs', 'root'])
  })

  it('takes the first area whose globs match, and follows who uses it, also in a circle', () => {
    const areas = [
      { name: 'auth', paths: ['src/auth/**'], used_by: ['api'] },
      { name: 'api', paths: ['src/**'], used_by: ['worker', 'auth'] },
      { name: 'worker', paths: ['worker/**'] },
    ]
    expect(areasOf(['src/auth/login.ts', 'elsewhere/x'], areas)).toEqual({
      touched: ['auth'],
      affected: ['auth', 'api', 'worker'],
    })
    expect(areasOf(['worker/a.ts'], areas)).toEqual({ touched: ['worker'], affected: ['worker'] })
  })

  it('bounds what it says', () => {
    const paths = Array.from({ length: 500 }, (_, i) => `${'x'.repeat(400)}${i}/file`)
    const { touched } = areasOf(paths, [])
    expect(touched.length).toBeLessThanOrEqual(50)
    expect(Math.max(...touched.map((area) => area.length))).toBeLessThanOrEqual(300)
  })
})
