import { useWords } from '../texts/words.js'

/** Writes a share as percent in the person's language, with so many digits behind the point. */
export const usePercent = (): ((share: number, digits?: number) => string) => {
  const { number } = useWords()
  return (share, digits = 0) => `${number(Number((share * 100).toFixed(digits)))} %`
}
